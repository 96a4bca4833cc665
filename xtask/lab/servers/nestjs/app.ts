// An application in NestJS that tells what it understood: `cargo lab servers nestjs` calls it.
import 'reflect-metadata'
import {
  Body, CanActivate, Controller, Delete, ExecutionContext, Get, Header, Headers, HttpCode, Module, Param, ParseArrayPipe, ParseIntPipe,
  Post, Put, Query, Req, Res, StreamableFile, UnauthorizedException, UploadedFile, UploadedFiles, UseGuards, UseInterceptors, ValidationPipe
} from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { FileFieldsInterceptor } from '@nestjs/platform-express'
import {
  ApiBasicAuth, ApiBearerAuth, ApiBody, ApiConsumes, ApiCookieAuth, ApiExtraModels, ApiHeader, ApiOkResponse, ApiParam, ApiProduces,
  ApiProperty, ApiPropertyOptional, ApiQuery, ApiSecurity, DocumentBuilder, getSchemaPath, SwaggerModule
} from '@nestjs/swagger'
import { Type } from 'class-transformer'
import { IsArray, IsEnum, IsInt, IsNumber, IsOptional, IsString, ValidateNested } from 'class-validator'
import cookieParser from 'cookie-parser'

const SECRET = 'open-sesame'
// What JavaScript's numbers hold exactly.
const integer = { type: 'integer' as const, minimum: -1e6, maximum: 1e6 }
enum Mode { Fast = 'fast', Slow = 'very slow' }

class Filter {
  @ApiPropertyOptional() @IsOptional() @IsString() name?: string
  @ApiPropertyOptional({ type: [String] }) @IsOptional() @IsArray() tags?: string[]
}

class Entry {
  @ApiProperty() @IsString() title!: string
  @ApiProperty(integer) @Type(() => Number) @IsInt() pages!: number
  @ApiPropertyOptional({ type: [String] }) @IsOptional() @IsString({ each: true }) authors?: string[]
  @ApiPropertyOptional({ enum: Mode, enumName: 'Mode' }) @IsOptional() @IsEnum(Mode) mode?: Mode
}

class Cat {
  @ApiProperty({ enum: ['cat'] }) kind!: 'cat'
  @ApiProperty(integer) lives!: number
}

class Dog {
  @ApiProperty({ enum: ['dog'] }) kind!: 'dog'
  @ApiPropertyOptional({ nullable: true, type: String }) name?: string | null
}

class Box {
  @ApiProperty() @IsNumber() width!: number
  @ApiPropertyOptional({ type: () => Box }) @IsOptional() @ValidateNested() @Type(() => Box) inner?: Box
}

class Upload {
  @ApiProperty({ type: 'string', format: 'binary' }) file: any
  @ApiPropertyOptional({ type: 'array', items: { type: 'string', format: 'binary' } }) more?: any[]
  @ApiProperty() note!: string
  @ApiPropertyOptional({ type: [String] }) tags?: string[]
}

class User { @ApiProperty() user!: string }
class Made { @ApiProperty() at!: Date; @ApiProperty(integer) id!: number }

const object = (properties: Record<string, any>) => ({ type: 'object', properties })
const Echo = (properties: Record<string, any>) => ApiOkResponse({ schema: object({ echo: object(properties) }) as any })
const strings = { type: 'array', items: { type: 'string' } }
const pets = { oneOf: [{ $ref: getSchemaPath(Cat) }, { $ref: getSchemaPath(Dog) }], discriminator: { propertyName: 'kind', mapping: { cat: getSchemaPath(Cat), dog: getSchemaPath(Dog) } } }

class Secret implements CanActivate {
  canActivate(context: ExecutionContext) {
    const { headers, cookies } = context.switchToHttp().getRequest()
    const authorization: string = headers.authorization ?? ''
    const basic = authorization.startsWith('Basic ') ? Buffer.from(authorization.slice(6), 'base64').toString().split(':')[1] : undefined
    if (![headers['x-key'], cookies.session, basic, authorization.replace('Bearer ', '')].includes(SECRET)) throw new UnauthorizedException()
    return true
  }
}

@Controller()
@ApiExtraModels(Cat, Dog, Box)
class Application {
  @Get('lists/:kind')
  @ApiParam({ name: 'kind', enum: Mode })
  @ApiQuery({ name: 'ids', required: false, type: Number, isArray: true })
  @ApiQuery({ name: 'tags', required: false, type: String, isArray: true, explode: false, style: 'form' })
  @Echo({ kind: { type: 'string' }, ids: { type: 'array', items: { type: 'number' } }, tags: strings })
  lists(
    @Param('kind') kind: Mode,
    @Query('ids', new ParseArrayPipe({ items: Number, optional: true })) ids?: number[],
    @Query('tags', new ParseArrayPipe({ separator: ',', optional: true })) tags?: string[]
  ) { return { echo: { kind, ids, tags } } }

  @Get('filtered')
  @Echo({ name: { type: 'string' }, tags: strings })
  filtered(@Query() filter: Filter) { return { echo: filter } }

  @Get('deep')
  @ApiQuery({ name: 'filter', required: false, style: 'deepObject', explode: true, schema: object({ name: { type: 'string' }, range: object({ from: { type: 'string' } }) }) as any })
  @Echo({ filter: object({ name: { type: 'string' }, range: object({ from: { type: 'string' } }) }) })
  deep(@Query('filter') filter?: any) { return { echo: { filter } } }

  @Get('headers')
  @ApiHeader({ name: 'x-plain', required: false })
  @ApiHeader({ name: 'x-list', required: false, schema: strings as any })
  @Echo({ 'x-plain': { type: 'string' }, 'x-list': strings })
  headers(@Headers('x-plain') plain?: string, @Headers('x-list') list?: string) {
    return { echo: { 'x-plain': plain, 'x-list': list?.split(',') } }
  }

  @Post('form') @HttpCode(200) @ApiConsumes('application/x-www-form-urlencoded')
  @Echo({ body: { $ref: '#/components/schemas/Entry' } })
  form(@Body() body: Entry) { return { echo: { body } } }

  @Post('either') @HttpCode(200) @ApiConsumes('application/json', 'application/x-www-form-urlencoded')
  @Echo({ body: { $ref: '#/components/schemas/Entry' } })
  either(@Body() body: Entry) { return { echo: { body } } }

  @Post('files') @HttpCode(200) @ApiConsumes('multipart/form-data')
  @UseInterceptors(FileFieldsInterceptor([{ name: 'file' }, { name: 'more' }]))
  @Echo({ body: object({ file: { type: 'string' }, more: strings, note: { type: 'string' }, tags: strings }) })
  files(@Body() body: Upload, @UploadedFiles() files: any) {
    const text = (file: any) => file.buffer.toString()
    return { echo: { body: { ...body, file: text(files.file[0]), more: files.more?.map(text) } } }
  }

  @Post('pets') @HttpCode(200) @ApiBody({ schema: pets })
  @Echo({ body: pets })
  pets(@Body() body: any) { return { echo: { body } } }

  @Put('boxes/:name')
  @Echo({ name: { type: 'string' }, body: { $ref: getSchemaPath(Box) } })
  box(@Param('name') name: string, @Body() body: Box) { return { echo: { name, body } } }

  @Get('string') @ApiOkResponse({ type: String }) string() { return 'just text' }
  @Get('number') @ApiOkResponse({ type: Number }) number() { return 1.5 }
  @Get('boolean') @ApiOkResponse({ type: Boolean }) boolean() { return true }
  @Get('none') @ApiOkResponse({ type: Made }) none() { return null }
  @Get('made') @ApiOkResponse({ type: Made }) made() { return { at: new Date(0), id: 1 } }
  @Get('mades') @ApiOkResponse({ type: [Made] }) mades() { return [{ at: new Date(0), id: 1 }] }
  @Get('undescribed') undescribed() { return { some: 'thing' } }

  @Get('media') @ApiProduces('application/json', 'text/plain')
  @ApiOkResponse({ content: { 'application/json': { schema: { $ref: '#/components/schemas/Made' } }, 'text/plain': { schema: { type: 'string' } } } })
  media(@Res() response: any, @Query('plain') plain: string) {
    plain === 'yes' ? response.type('text/plain').send('plain text') : response.json({ at: new Date(0), id: 1 })
  }

  @Get('download') @ApiProduces('application/octet-stream')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  download() { return new StreamableFile(Buffer.from([0, 255]), { disposition: 'attachment; filename="two.bin"' }) }

  @Delete('items/:id') @HttpCode(204) remove(@Param('id', ParseIntPipe) _: number) {}

  @Get('by-header') @ApiSecurity('Key') @UseGuards(Secret) @ApiOkResponse({ type: User }) byHeader() { return { user: 'ali' } }
  @Get('by-cookie') @ApiCookieAuth('Session') @UseGuards(Secret) @ApiOkResponse({ type: User }) byCookie() { return { user: 'ali' } }
  @Get('by-basic') @ApiBasicAuth('Basic') @UseGuards(Secret) @ApiOkResponse({ type: User }) byBasic() { return { user: 'ali' } }
  @Get('by-bearer') @ApiBearerAuth('Token') @UseGuards(Secret) @ApiOkResponse({ type: User }) byBearer() { return { user: 'ali' } }
}

@Module({ controllers: [Application] })
class Root {}

async function main() {
  const app = await NestFactory.create<any>(Root, { logger: ['error'] })
  app.set('query parser', 'extended')
  app.use(cookieParser())
  app.useGlobalPipes(new ValidationPipe({ transform: true }))
  const described = new DocumentBuilder().setTitle('NestJS').setVersion('1.0.0')
    .addApiKey({ type: 'apiKey', in: 'header', name: 'x-key' }, 'Key')
    .addCookieAuth('session', { type: 'apiKey', in: 'cookie' }, 'Session')
    .addBasicAuth({ type: 'http', scheme: 'basic' }, 'Basic')
    .addBearerAuth({ type: 'http', scheme: 'bearer' }, 'Token')
    .build()
  SwaggerModule.setup('docs', app, SwaggerModule.createDocument(app, described), { jsonDocumentUrl: 'openapi.json' })
  await app.listen(Number(process.env.PORT), '127.0.0.1')
}

main()

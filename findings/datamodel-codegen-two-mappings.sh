#!/usr/bin/env bash
# datamodel-code-generator on a model that two discriminators name by different values.
#
# Guess: a mapping says what a value means in its own union, so a model that one union calls `meow` and another
#        `feline` is accepted under each name in the union that documents it.
# Seen:  datamodel-code-generator 0.89.0 writes the first union's values into the shared models (`Literal['meow']`): the
#        second union refuses both of the values that its own mapping documents, and accepts the first union's.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv tools
tools/bin/pip install --quiet --disable-pip-version-check datamodel-code-generator==0.89.0 pydantic==2.14.4 > /dev/null 2>&1

cat > pets.json << 'JSON'
{"openapi":"3.0.3","info":{"title":"Pets","version":"1"},"paths":{},"components":{"schemas":{
  "Cat":{"type":"object","required":["kind"],"properties":{"kind":{"type":"string"}}},
  "Dog":{"type":"object","required":["kind"],"properties":{"kind":{"type":"string"}}},
  "BySound":{"oneOf":[{"$ref":"#/components/schemas/Cat"},{"$ref":"#/components/schemas/Dog"}],
    "discriminator":{"propertyName":"kind","mapping":{"meow":"Cat","bark":"Dog"}}},
  "ByFamily":{"oneOf":[{"$ref":"#/components/schemas/Cat"},{"$ref":"#/components/schemas/Dog"}],
    "discriminator":{"propertyName":"kind","mapping":{"feline":"Cat","canine":"Dog"}}}}}}
JSON
tools/bin/datamodel-codegen --input pets.json --input-file-type openapi --output-model-type pydantic_v2.BaseModel \
    --output models.py > /dev/null 2>&1
cat > look.py << 'PY'
import models
def accepts(model, kind):
    try:
        model.model_validate({"kind": kind})
        return True
    except ValueError:
        return False
print([accepts(models.BySound, "meow"), accepts(models.BySound, "feline"), accepts(models.ByFamily, "meow"),
       accepts(models.ByFamily, "feline"), accepts(models.ByFamily, "canine")])
PY
seen=$(tools/bin/python look.py)
wanted='[True, False, True, False, False]'
echo "$seen"
if [ "$seen" != "$wanted" ]; then echo "changed, it was: $wanted"; exit 1; fi

//! Responses whose JSON is of another type than documented as a whole: the error carries all of the response.

use super::api::*;
use std::collections::BTreeMap;

type Pet = this_crate::fixture::Failure;

operation!(GetMap, GET "/map", &[], BTreeMap<String, i64>, json);
operation!(GetCount, GET "/count", &[], i64, json);
operation!(GetName, GET "/name", &[], String, json);
operation!(GetFlag, GET "/flag", &[], Option<bool>, json);
operation!(GetRatios, GET "/ratios", &[], Vec<f64>, json);
operation!(GetDeepRatios, GET "/ratios/deep", &[], Vec<Option<BTreeMap<String, Vec<Option<f64>>>>>, json);
operation!(GetPet, GET "/pet", &[], Pet, json);
operation!(GetPets, GET "/pets", &[], Vec<Pet>, json);

async fn answered<O: Operation>(body: &Value) -> Result<O::Output, Error> {
    let server = MockServer::start().await;
    let response = ResponseTemplate::new(203).set_body_json(body).insert_header("x-request-id", "r-9");
    Mock::given(method("GET")).respond_with(response).mount(&server).await;
    call::<O>(&client(&server.uri())).await
}

async fn undocumented<O: Operation>(body: Value) -> UndocumentedBody
where
    O::Output: std::fmt::Debug,
{
    let error = answered::<O>(&body).await.unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.request_id(), error.is_retryable()), (203, Some("r-9"), false));
    assert_eq!(error.headers().unwrap()["x-request-id"], "r-9");
    assert!(error.call().is_some() && error.as_undocumented().is_some() && error.as_api().is_none());
    match error {
        Error::Undocumented(error) => {
            assert_eq!(
                (error.status().as_u16(), error.headers()["content-type"].as_bytes()),
                (203, &b"application/json"[..])
            );
            assert_eq!((error.value(), error.place()), (&body, ""));
            assert_eq!(serde_json::from_slice::<Value>(error.body()).unwrap(), body);
            error
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_list_a_map_or_a_scalar_of_another_type_is_an_error_that_is_the_response() {
    let error = undocumented::<GetNumbers>(json!({"data": [1, 2]})).await;
    assert_eq!(error.decode::<BTreeMap<String, Vec<u8>>>().unwrap()["data"], [1, 2]);
    assert!(error.decode::<String>().is_err());
    let message = error.to_string();
    assert_eq!(
        message,
        "GetNumbers (GET /numbers): 203 Non Authoritative Information, but the body is not of the documented type: found an object"
    );
    let error = undocumented::<GetNumbers>(json!([1, 2, "three"])).await;
    assert_eq!(error.decode::<Vec<Value>>().unwrap().len(), 3);
    undocumented::<GetMap>(json!({"a": 1, "b": 2.5})).await;
    undocumented::<GetMap>(json!([])).await;
    undocumented::<GetCount>(json!("12")).await;
    undocumented::<GetCount>(json!(null)).await;
    undocumented::<GetName>(json!(12)).await;
    undocumented::<GetFlag>(json!("yes")).await;
    // A type of the client is another type too.
    let error = undocumented::<GetNumbers>(json!({"message": "Rex"})).await;
    assert_eq!(error.decode::<Pet>().unwrap().message.as_deref(), Some("Rex"));
    undocumented::<GetPets>(json!({"message": "Rex"})).await;
}

#[tokio::test]
async fn a_model_and_a_list_of_models_hold_every_value() {
    assert_eq!(answered::<GetPet>(&json!(["Rex"])).await.unwrap().undocumented.whole(), Some(&json!(["Rex"])));
    let pets = answered::<GetPets>(&json!([{"message": "Rex"}, 5, null, {"message": 7}])).await.unwrap();
    assert_eq!((pets.len(), pets[0].message.as_deref()), (4, Some("Rex")));
    assert_eq!(serde_json::to_value(&pets).unwrap(), json!([{"message": "Rex"}, 5, null, {"message": 7}]));
    assert_eq!(answered::<GetFlag>(&json!(null)).await.unwrap(), None);
}

#[tokio::test]
async fn text_that_is_no_json_and_a_broken_connection_are_other_errors() {
    let server = MockServer::start().await;
    Mock::given(method("GET")).respond_with(ResponseTemplate::new(200).set_body_string("[1, 2")).mount(&server).await;
    let error = call::<GetNumbers>(&client(&server.uri())).await.unwrap_err();
    assert!(matches!(error, Error::Decode(_)), "{error:?}");
    let error = call::<GetNumbers>(&client("http://127.0.0.1:1")).await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error:?}");
}

#[tokio::test]
async fn the_deviation_is_reported_and_a_strict_client_keeps_the_response() {
    let server = server_with(200, json!({"a": 1, "b": "two"})).await;
    let told = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let listener = told.clone();
    let listen = move |it: &Deviation| listener.lock().unwrap().push((it.kind(), it.pointer().to_owned()));
    let client = builder(&server.uri()).strict(true).on_deviation(listen).build().unwrap();
    let error = call::<GetMap>(&client).await.unwrap_err();
    assert_eq!(error.as_undocumented().unwrap().value()["b"], "two");
    assert_eq!(*told.lock().unwrap(), [(DeviationKind::OtherType, "/b".to_owned())]);
}

/// Single-precision numbers as servers send them: widened, with up to 17 digits.
#[tokio::test]
async fn numbers_are_read_with_all_their_digits() {
    let sent = json!([0.10000000149011612, -0.2860786020755768, 52.5200066, 0.9335663318634033, 7, 1e-7]);
    let ratios = answered::<GetRatios>(&sent).await.unwrap();
    assert_eq!(ratios, [0.10000000149011612, -0.2860786020755768, 52.5200066, 0.9335663318634033, 7.0, 1e-7]);
}

/// `number` has no bound. Where no model is around it that could keep the digits, a float takes the nearest.
#[tokio::test]
async fn a_number_of_more_digits_than_a_float_has_is_the_nearest() {
    let sent = json!([9_007_199_254_740_993_i64, -9_007_199_254_740_993_i64, u64::MAX, 0.5]);
    let server = server_with(200, sent.clone()).await;
    let client = builder(&server.uri()).strict(true).build().unwrap();
    let ratios = call::<GetRatios>(&client).await.unwrap();
    assert_eq!(ratios, [9_007_199_254_740_992.0, -9_007_199_254_740_992.0, 18_446_744_073_709_551_615.0, 0.5]);
    let deepest = answered::<GetDeepRatios>(&json!([{"a": [1, 9_007_199_254_740_993_i64, null]}, null])).await.unwrap();
    assert_eq!(deepest[0].as_ref().unwrap()["a"], [Some(1.0), Some(9_007_199_254_740_992.0), None]);
    undocumented::<GetRatios>(json!([9_007_199_254_740_993_i64, "0.5"])).await;
}

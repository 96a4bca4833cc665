//! Components that others extend, discriminators with unknown values, and compositions that contain themselves.

use hierarchies::models::*;
use hierarchies::operations::*;
use hierarchies::runtime::{DeviationKind, MemoryTransport, Reply, example};
use hierarchies::{Client, Error, Retry};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

type Told = Arc<Mutex<Vec<(DeviationKind, String, String, String)>>>;

fn client(is_strict: bool) -> (Client, MemoryTransport, Told) {
    let server = MemoryTransport::new();
    let told = Told::default();
    let listener = told.clone();
    let builder = Client::builder().retry(Retry::none()).transport(server.transport()).strict(is_strict);
    let builder = builder.on_deviation(move |deviation| {
        let texts = [deviation.pointer(), deviation.expected(), deviation.got()].map(str::to_owned);
        let [pointer, expected, got] = texts;
        listener.lock().unwrap().push((deviation.kind(), pointer, expected, got));
    });
    (builder.build().unwrap(), server, told)
}

/// What a list of one vehicle is read as, and what is told about it.
async fn vehicle(sent: Value) -> (Vehicle, Vec<(DeviationKind, String)>) {
    let (client, server, told) = client(false);
    let body = json!([sent]);
    let answer = body.clone();
    server.on::<ListVehicles>(move |_| Reply::json(200, &answer));
    let mut read = client.list_vehicles().await.unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), body);
    let told = told.lock().unwrap().iter().map(|(kind, pointer, ..)| (*kind, pointer.clone())).collect();
    (read.remove(0), told)
}

#[tokio::test]
async fn a_parent_is_read_as_the_child_that_its_discriminator_names() {
    let (read, told) = vehicle(json!({"type": "car", "wheels": 4, "doors": 5})).await;
    let Vehicle::Car(car) = read else { panic!("{read:?}") };
    assert_eq!((car.doors().unwrap(), told.len()), (5, 0));
    // The name of a component chooses it beside its mapping, unless the mapping gives it to another one.
    let (read, told) = vehicle(json!({"type": "Car", "wheels": 4, "doors": 3})).await;
    assert!(matches!(read, Vehicle::Car(_)) && told.is_empty(), "{read:?}");
    let (read, told) = vehicle(json!({"type": "two-wheeler", "wheels": 2, "basket": true})).await;
    assert!(matches!(&read, Vehicle::BikeModel(bike) if bike.basket == Some(true)) && told.is_empty(), "{read:?}");
    // A grandchild, and the parent itself, whose own fields hold parents.
    let (read, told) = vehicle(json!({"type": "Taxi", "wheels": 4, "doors": 4, "sign": "T"})).await;
    assert!(matches!(&read, Vehicle::Taxi(taxi) if taxi.sign().unwrap() == "T") && told.is_empty(), "{read:?}");
    let trailer = json!({"type": "Vehicle", "wheels": 2});
    let (read, told) = vehicle(json!({"type": "Vehicle", "wheels": 6, "tows": trailer})).await;
    let Vehicle::Vehicle(base) = read else { panic!("{read:?}") };
    assert!(matches!(base.tows.as_deref(), Some(Vehicle::Vehicle(_))) && told.is_empty());
    // A child that is a parent by another property.
    let (read, told) = vehicle(json!({"type": "Truck", "wheels": 8, "load": "liquid", "litres": 900.5})).await;
    assert!(matches!(&read, Vehicle::Truck(Truck::Tanker(tanker)) if tanker.litres == Some(900.5)), "{read:?}");
    assert!(told.is_empty());
}

#[tokio::test]
async fn parents_are_read_in_maps_nulls_and_errors() {
    let (client, server, told) = client(true);
    let body = json!({"first": null, "by_name": {"a": {"type": "Taxi", "wheels": 4, "doors": 4, "sign": "T"}}});
    server.on::<GetGarage>(move |_| Reply::json(200, &body));
    let garage = client.get_garage().await.unwrap();
    assert!(matches!(garage.by_name.unwrap()["a"], Car::Taxi(_)));
    server.on::<ListVehicles>(|_| Reply::json(409, &json!({"code": "busy", "until": "noon"})));
    let Err(Error::Api(error)) = client.list_vehicles().await else { panic!("an error is sent") };
    assert!(matches!(error.documented::<Fault>(), Some(Fault::Busy(busy)) if busy.until.as_deref() == Some("noon")));
    server.on::<ListVehicles>(|_| Reply::json(410, &json!({"code": "gone"})));
    let Err(Error::Api(error)) = client.list_vehicles().await else { panic!("an error is sent") };
    assert!(matches!(error.documented::<Fault>(), Some(Fault::Gone(_))));
    assert!(told.lock().unwrap().is_empty());
}

#[tokio::test]
async fn children_and_the_parent_itself_are_sent() {
    let (client, server, _) = client(false);
    server.on::<AddVehicle>(|_| Reply::status(204));
    let trailer = VehicleBase::new("Vehicle", 2);
    let car = CarBase::new("car", 4, 5).with_tows(Vehicle::from(trailer));
    client.add_vehicle(&car.into()).await.unwrap();
    let taxi = Taxi::builder().type_("Taxi").wheels(4).doors(3).sign("T").build().unwrap();
    client.add_vehicle(&taxi.into()).await.unwrap();
    client.add_vehicle(&Vehicle::from(Truck::from(Tipper::new("Truck", 6, 7.5)))).await.unwrap();
    let sent: Vec<Value> = server.calls().iter().map(|call| serde_json::from_slice(call.body()).unwrap()).collect();
    let expected = [
        json!({"type": "car", "wheels": 4, "doors": 5, "tows": {"type": "Vehicle", "wheels": 2}}),
        json!({"type": "Taxi", "wheels": 4, "doors": 3, "sign": "T"}),
        json!({"type": "Truck", "wheels": 6, "load": "loose", "tonnes": 7.5}),
    ];
    assert_eq!(sent, expected);
}

#[tokio::test]
async fn an_unknown_value_of_a_discriminator_is_kept_raw_unless_one_branch_alone_fits() {
    let notice = |sent: Value, is_strict: bool| async move {
        let (client, server, told) = client(is_strict);
        let answer = sent.clone();
        server.on::<GetNotice>(move |_| Reply::json(200, &answer));
        let read = client.get_notice().await;
        if let Ok(read) = &read {
            assert_eq!(serde_json::to_value(read).unwrap(), sent);
        }
        let told = std::mem::take(&mut *told.lock().unwrap());
        (read, told)
    };
    // Only `Mail` has nothing more to ask for.
    let sent = json!({"kind": "fax", "subject": "s"});
    let (read, told) = notice(sent.clone(), false).await;
    assert!(matches!(read.unwrap(), Notice::Mail(_)));
    let [(kind, pointer, expected, got)] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!((*kind, pointer.as_str(), got.as_str()), (DeviationKind::Unlisted, "/kind", "`fax`"));
    assert_eq!(expected, "one of `Call`, `Text`, `Mail`");
    assert!(matches!(notice(sent, true).await.0, Err(Error::Deviation(_))));
    // `Text` and `Mail` fit, or all of them.
    for sent in [json!({"kind": "fax", "number": "1"}), json!({"kind": "fax", "number": "1", "seconds": 3})] {
        let (read, told) = notice(sent.clone(), false).await;
        assert!(matches!(read.unwrap(), Notice::Undocumented(_)));
        assert_eq!(told.len(), 1);
        assert_eq!((told[0].0, told[0].1.as_str()), (DeviationKind::NoBranch, ""));
        assert!(matches!(notice(sent, true).await.0, Err(Error::Deviation(_))));
    }
    // What is named is read so, whatever else it has.
    let (read, _) = notice(json!({"kind": "Text", "subject": 1}), false).await;
    assert!(matches!(read.unwrap(), Notice::Text(_)));

    let (read, told) = vehicle(json!({"type": "sled", "wheels": 0})).await;
    assert!(matches!(read, Vehicle::Vehicle(_)), "{read:?}");
    assert_eq!(told, [(DeviationKind::Unlisted, "/0/type".to_owned())]);
    let (read, told) = vehicle(json!({"type": "sled", "wheels": 0, "doors": 1})).await;
    assert!(matches!(read, Vehicle::Undocumented(_)), "{read:?}");
    assert_eq!(told, [(DeviationKind::NoBranch, "/0".to_owned())]);
}

#[tokio::test]
async fn numbers_choose_branches_and_the_default_takes_the_rest() {
    let (client, server, _) = client(true);
    for (sent, is_other) in [
        (json!({"code": 1, "since": "noon"}), false),
        (json!({"code": 7, "text": "t"}), true),
        (json!({"code": 7, "text": "t", "since": "x"}), true),
        (json!({"text": "t"}), true),
    ] {
        let answer = sent.clone();
        server.on::<GetSignal>(move |_| Reply::json(200, &answer));
        let read = match client.get_signal().await {
            Ok(read) => read,
            Err(Error::Deviation(deviation)) => {
                assert_eq!(deviation.pointer(), "/since", "{sent}");
                continue;
            }
            Err(error) => panic!("{error}"),
        };
        assert_eq!(matches!(read, Signal::Other(_)), is_other, "{sent}");
        assert_eq!(serde_json::to_value(&read).unwrap(), sent);
    }
}

#[tokio::test]
async fn a_composition_that_contains_itself_is_read_to_the_end() {
    let (client, server, _) = client(true);
    let inner = json!({"name": "c", "folders": [], "index": {"x": {"size": 1, "folders": []}}, "link": "up"});
    let sent = json!({
        "folders": [{"name": "a", "folders": [{"name": "b", "folders": [inner]}], "link": inner}],
        "index": {"y": {"size": 2, "folders": [inner], "index": {}}},
    });
    let answer = sent.clone();
    server.on::<GetFolder>(move |_| Reply::json(200, &answer));
    let read = client.get_folder().await.unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), sent);
    let deepest: &FolderFoldersItem =
        &read.folders.as_ref().unwrap()[0].folders.as_ref().unwrap()[0].folders.as_ref().unwrap()[0];
    assert_eq!(deepest.name().unwrap(), "c");
}

#[test]
fn examples_of_parents_have_the_value_of_their_discriminator() {
    let vehicle: Vehicle = example();
    assert!(matches!(&vehicle, Vehicle::Taxi(taxi) if taxi.type_().unwrap() == "Taxi"), "{vehicle:?}");
    let truck: Truck = example();
    assert!(matches!(&truck, Truck::Tanker(tanker) if tanker.load().unwrap() == TankerLoad::Liquid), "{truck:?}");
}

//! What a client does when the network or the server fails, over real sockets: every kind of fault on its own, many calls
//! at once against a server that fails now and then, and calls that are dropped at every point where they wait. Also what
//! the server reads of a request, byte by byte.

mod faults {
    mod bytes;
    mod cancel;
    mod kinds;
    mod load;
    mod server;
    mod tls;
    mod values;
}

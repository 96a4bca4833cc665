//! The same tests as in `default`, and more, where numbers keep all their digits and objects their order.

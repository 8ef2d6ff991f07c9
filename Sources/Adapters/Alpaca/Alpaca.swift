/// Alpaca's interfaces.
enum Alpaca {}

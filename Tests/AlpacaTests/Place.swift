import Testing

@Suite struct AlpacaPlaceTests {}

import HTTPTypes

/// The service's own words, as its published clients report them.
enum FMPText {
  static let badKey =
    #"{"Error Message":"Invalid API KEY. Feel free to create a Free API Key or visit "#
    + #"https://site.financialmodelingprep.com/faqs?search=why-is-my-api-key-invalid for more "#
    + #"information."}"#
  static let limit =
    #"{"Error Message":"Limit Reach . Please upgrade your plan or visit our documentation for more "#
    + #"details at https://site.financialmodelingprep.com/"}"#
  static let legacy =
    #"{"Error Message":"Legacy Endpoint : Due to Legacy endpoints being no longer supported - This "#
    + #"endpoint is only available for legacy users who have valid subscriptions prior August 31, "#
    + #"2025."}"#
  static let restrictedEndpoint =
    "Restricted Endpoint: This endpoint is not available under your current subscription please "
    + "visit our subscription page to upgrade your plan at https://financialmodelingprep.com/"
  static let restrictedSymbol =
    "Premium Query Parameter: 'Special Endpoint : This value set for 'symbol' is not available under "
    + "your current subscription please visit our subscription page to upgrade your plan at "
    + "https://financialmodelingprep.com/"

  static let restrictedLimit =
    "Premium Query Parameter: 'limit' : This value set for 'limit' is not available under your "
    + "current subscription please visit our subscription page to upgrade your plan at "
    + "https://financialmodelingprep.com/"
  static let batchQuote =
    "Premium Query Parameter: 'symbol' : Special Endpoint : a list of symbols is not available here; "
    + "use batch-quote"

  /// Carries the key.
  static let keyField = field("apikey")
  /// Names the fault that the sender wants.
  static let faultField = field("x-rehearsal-fault")

  private static func field(_ name: String) -> HTTPField.Name {
    guard let name = HTTPField.Name(name) else {
      preconditionFailure("\(name) is a field name.")
    }
    return name
  }
}

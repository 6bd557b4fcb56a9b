namespace Holdfast.Reports.Results;

/// <summary>A named value, as it was seen.</summary>
/// <param name="Name">The name, for example that of a header field.</param>
/// <param name="Value">The value.</param>
public sealed record Fact(string Name, string Value);

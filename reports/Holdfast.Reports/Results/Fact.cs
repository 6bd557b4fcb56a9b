namespace Holdfast.Reports.Results;

/// <summary>A named value, as it was seen.</summary>
/// <param name="Name">What it is, for example a header field's name.</param>
/// <param name="Value">What was seen.</param>
public sealed record Fact(string Name, string Value);

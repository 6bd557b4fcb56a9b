namespace Holdfast.Reports.Results;

/// <summary>A number that a case measured. Nothing demands it, so nothing judges it.</summary>
/// <param name="Name">The measured quantity, in words.</param>
/// <param name="Value">How much.</param>
/// <param name="Unit">Of what: <c>ms</c>, <c>bytes</c> or <c>share</c> (from 0 to 1).</param>
public sealed record Measurement(string Name, double Value, string Unit);

namespace Holdfast.Server.Profiling.Counters;

/// <summary>The present value of an instrument.</summary>
/// <param name="Meter">The instrument's meter.</param>
/// <param name="Name">The instrument's name, with the tags of this value.</param>
/// <param name="Value">The value.</param>
/// <param name="Unit">Its unit (UCUM); null if it has none.</param>
internal sealed record CounterReading(string Meter, string Name, double Value, string? Unit);

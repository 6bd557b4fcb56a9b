namespace Holdfast.Conformance.Wire;

/// <summary>The speed at which a body is sent.</summary>
/// <param name="BytesPerWrite">Bytes in one write, at least 1.</param>
/// <param name="Pause">Rest between two writes.</param>
internal sealed record Pace(int BytesPerWrite, TimeSpan Pause);

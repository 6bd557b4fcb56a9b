using Holdfast.Reports.Results;

namespace Holdfast.Reports.Html;

/// <summary>One row of a case's log: an event on the wire, or a fault of the proxy.</summary>
internal sealed record CaseEvent
{
    public required int Number { get; init; }

    public required double AtMs { get; init; }

    public WireEntry? Wire { get; init; }

    public FaultEntry? Fault { get; init; }

    /// <summary>Whether the proxy only says that its link opened or closed, which breaks nothing.</summary>
    public static bool IsLinkEvent(FaultEntry fault) => fault.Fault is "open" or "close";

    /// <summary>Merges both logs by their common clock; of events at the same time, the fault is first, as the cause.</summary>
    public static IReadOnlyList<CaseEvent> Of(CaseRecord result)
    {
        var faults = result.Evidence.Faults.Select(fault => new CaseEvent { Number = 0, AtMs = fault.AtMs, Fault = fault });
        var wire = result.Evidence.Wire.Select(entry => new CaseEvent { Number = 0, AtMs = entry.AtMs, Wire = entry });
        return [.. faults.Concat(wire).OrderBy(row => row.AtMs).Select((row, index) => row with { Number = index + 1 })];
    }
}

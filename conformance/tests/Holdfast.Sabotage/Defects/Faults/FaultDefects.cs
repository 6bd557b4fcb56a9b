namespace Holdfast.Sabotage.Defects.Faults;

/// <summary>The defects that only a fault or a race reveals.</summary>
internal static class FaultDefects
{
    public static IReadOnlyList<Defect> All { get; } =
        [.. CutFaults.All, .. HandoverFaults.All, .. RepetitionFaults.All, .. ConnectionFaults.All, .. ConcatenationFaults.All,
            .. DraftFaults.All];
}

namespace Holdfast.Sabotage.Defects.Ietf;

/// <summary>The defects of the IETF draft.</summary>
internal static class IetfDefects
{
    public static IReadOnlyList<Defect> All { get; } =
    [
        .. new[]
        {
            CreationDefects.All, CreationAnswerDefects.All, LengthDefects.All,
            RetrievalDefects.All,
            AppendDefects.All, AppendAnswerDefects.All, OffsetDefects.All,
            CancellationDefects.All,
            ConcurrencyDefects.All,
            DigestDefects.All,
            FramingDefects.All,
            InterimDefects.All,
            ProbeDefects.All,
            LimitDefects.All,
            ResilienceDefects.All,
            StateDefects.All,
        }.SelectMany(defects => defects),
    ];
}

using Holdfast.Sabotage.Defects;

namespace Holdfast.Sabotage;

/// <summary>Every defect, ordered by name.</summary>
public static class DefectCatalogue
{
    public static IReadOnlyList<Defect> All { get; } =
    [
        .. new[]
        {
            AppendDefects.All,
            ChecksumDefects.All,
            ChecksumSpellingDefects.All,
            ChecksumTrailerDefects.All,
            ExpirationDefects.All,
            TerminationDefects.All,
            TerminationAnswerDefects.All,
            ConcatenationDefects.All,
            ConcatenationAnswerDefects.All,
            PartNameDefects.All,
            WaitingFinalDefects.All,
            CutDefects.All,
            ResilienceDefects.All,
        }.SelectMany(defects => defects).OrderBy(defect => defect.Name, StringComparer.Ordinal),
    ];
}

using Holdfast.Sabotage.Defects;

namespace Holdfast.Sabotage;

/// <summary>Every defect, ordered by name.</summary>
public static class DefectCatalogue
{
    public static IReadOnlyList<Defect> All { get; } =
    [
        .. new[]
        {
            AppendDefects.All, AnnouncementDefects.All,
        }.SelectMany(defects => defects).OrderBy(defect => defect.Name, StringComparer.Ordinal),
    ];
}

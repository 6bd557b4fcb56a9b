using System.Globalization;

namespace Holdfast.Conformance.Selection;

/// <summary>
/// Retired ids of cases. Each stands for the case that proves the same, wherever an id or a pattern is given: in selections, baselines and
/// frozen sets.
/// </summary>
internal static class RetiredIds
{
    /// <summary>The current ids of cases, by their retired ids.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["tus/resilience/cut/closed-in-body"] = "tus/resilience/cut/in-body/fin",
        ["tus/resilience/cut/reset-in-body"] = "tus/resilience/cut/in-body/reset",
        ["tus/resilience/lost-answer/patch"] = "tus/resilience/lost-answer/append",
        ["tus/resilience/lost-answer/last-patch"] = "tus/resilience/lost-answer/last-append",
        ["tus/resilience/race/two-patches"] = "tus/resilience/race/two-appends",
        ["tus/process/disk-full/patch"] = "tus/process/disk-full/append",
        ["tus/process/kill/patch"] = "tus/process/kill/append",
        ["tus/process/stop/patch"] = "tus/process/stop/append",
        ["tus/process/terminate/patch"] = "tus/process/terminate/append",
        ["ietf/resilience/append-cut"] = "ietf/resilience/cut/in-body/fin",
        ["ietf/resilience/append-reset"] = "ietf/resilience/cut/in-body/reset",
        ["ietf/resilience/many-cuts"] = "ietf/resilience/cut/crumbs",
        ["ietf/resilience/append-answer-lost"] = "ietf/resilience/lost-answer/append",
        ["ietf/resilience/final-answer-lost"] = "ietf/resilience/lost-answer/last-append",
    };

    private static ILookup<string, string> Former { get; } = All.ToLookup(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

    /// <summary>The retired ids that a case stands for: without a version and, for a variant, with its own.</summary>
    public static IEnumerable<string> Of(string catalogueId, int? interop)
    {
        var former = Former[catalogueId];
        return interop is { } version ? former.Concat(former.Select(id => CaseId.In(version, id))) : former;
    }

    /// <summary>The id of the case that a retired id stands for, with the version that it names; any other id unchanged.</summary>
    public static string Current(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return All.TryGetValue(id, out var current) ? current
            : id.Split('/') is ["ietf", var number, .. var path]
                && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
                && All.TryGetValue($"ietf/{string.Join('/', path)}", out current)
            ? CaseId.In(version, current)
            : id;
    }
}

namespace Holdfast.Reports.Results;

/// <summary>Every requirement of the catalogue, once for the whole file.</summary>
public sealed record RequirementsRecord : ResultRecord
{
    /// <summary>No requirements.</summary>
    public static RequirementsRecord None { get; } = new();

    /// <summary>The requirements, in the order of the specifications.</summary>
    public IReadOnlyList<RequirementEntry> Requirements { get => field ?? []; init; }

    private Dictionary<string, RequirementEntry> ById =>
        field ??= Requirements.DistinctBy(entry => entry.Id).ToDictionary(entry => entry.Id, StringComparer.Ordinal);

    /// <summary>Gathers the requirements of <paramref name="cases"/>, for results that have them in each case.</summary>
    public static RequirementsRecord Of(IEnumerable<CaseRecord> cases)
    {
        var texts = cases.SelectMany(result => result.Requirements.Select(text => (Text: text, result.Interop)))
            .DistinctBy(one => (one.Text.Id, one.Interop))
            .GroupBy(one => one.Text.Id, StringComparer.Ordinal);
        return new RequirementsRecord { Requirements = [.. texts.Select(group => RequirementEntry.Of([.. group]))] };
    }

    /// <summary>Returns the text of a requirement in that interop version; <see langword="null"/> stands for tus.</summary>
    public RequirementText Find(string id, int? interop) =>
        ById.TryGetValue(id, out var entry) ? entry.In(interop) : RequirementText.Unknown(id);

    /// <summary>Returns <paramref name="result"/> with the texts of its requirements.</summary>
    public CaseRecord Complete(CaseRecord result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result with
        {
            Requirements = [.. result.Requirements.Select(text => text.Text.Length == 0 ? Find(text.Id, result.Interop) : text)],
        };
    }
}

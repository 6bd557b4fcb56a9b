namespace Holdfast.Reports.Results;

/// <summary>Chooses the evidence to write to the results file, and the moment, while cases end in any order.</summary>
/// <param name="kept">With <see cref="KeptEvidence.All"/> each case has its own.</param>
internal sealed class EvidenceKeeper(KeptEvidence kept)
{
    private readonly Dictionary<(string, string, Verdict), CaseRecord> _held = [];

    /// <summary>
    /// Returns the evidence to write behind <paramref name="result"/>; <see langword="null"/> if there is none, or if another interop
    /// version may show the same.
    /// </summary>
    public EvidenceRecord? Keep(CaseRecord result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (kept == KeptEvidence.All || !ShownEvidence.IsShared(result))
        {
            return Of(result);
        }

        var key = ShownEvidence.Key(result);
        if (!_held.TryGetValue(key, out var other) || other.Interop < result.Interop)
        {
            _held[key] = result;
        }

        return null;
    }

    /// <summary>Returns the evidence that was held back, when there are no more cases.</summary>
    public IEnumerable<EvidenceRecord> Rest() => _held.Values.Select(Of).OfType<EvidenceRecord>();

    private static EvidenceRecord? Of(CaseRecord result) => result.Evidence.IsEmpty ? null : result.Evidence with { Case = result.Id };
}

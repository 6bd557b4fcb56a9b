using Holdfast.Server.Stores;

namespace Holdfast.Server.Core;

/// <summary>
/// Which final uploads wait for which parts, as far as this process knows: one made by another process, or before a restart, is put
/// together by the next look at it.
/// </summary>
internal sealed class WaitingFinals
{
    // A part that is never completed would be remembered for ever. This number of entries takes a few megabytes; finals beyond it are
    // concatenated when they are next requested.
    private const int MostEntries = 50_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<string>> _byPart = new(StringComparer.Ordinal);
    private int _entries;

    public void Add(UploadInfo final)
    {
        lock (_gate)
        {
            foreach (var part in final.PartialUploads.Distinct().Take(MostEntries - _entries))
            {
                if (!_byPart.TryGetValue(part, out var finals))
                {
                    _byPart[part] = finals = [];
                }

                finals.Add(final.Id);
                _entries++;
            }
        }
    }

    /// <summary>Removes and returns the final uploads that wait for the part, which is complete or removed now.</summary>
    public IReadOnlyList<string> Take(string part)
    {
        lock (_gate)
        {
            if (!_byPart.Remove(part, out var finals))
            {
                return [];
            }

            _entries -= finals.Count;
            return finals;
        }
    }
}

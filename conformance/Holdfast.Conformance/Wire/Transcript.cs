using System.Text;
using Holdfast.Conformance.Engine;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Wire;

/// <summary>What went over the wire in one case, on all its connections.</summary>
internal sealed class Transcript(CaseClock clock, IReadOnlyList<string> secrets)
{
    /// <summary>A body is shown up to here; enough to recognise it, and 500 cases still make a report that opens at once.</summary>
    private const int ShownBodyBytes = 160;

    /// <summary>Heads are shown whole up to here: the largest that any case sends on purpose.</summary>
    private const int ShownHeadBytes = 4096;

    /// <summary>A paced or looping case would otherwise bury the entries that matter.</summary>
    private const int MaximumEntries = 400;

    private readonly Lock _gate = new();
    private readonly List<WireEntry> _entries = [];
    private int _connections;
    private long _left;

    public CaseClock Clock => clock;

    public int NextConnection() => Interlocked.Increment(ref _connections);

    public void Octets(int connection, WireDirection direction, string kind, ReadOnlySpan<byte> octets)
    {
        var shown = octets[..Math.Min(octets.Length, kind == "body" ? ShownBodyBytes : ShownHeadBytes)];
        Add(connection, direction, kind, Encoding.Latin1.GetString(shown), octets.Length);
    }

    public void Event(int connection, WireDirection direction, string kind, string sentence) => Add(connection, direction, kind, sentence, 0);

    public IReadOnlyList<WireEntry> ToEntries()
    {
        lock (_gate)
        {
            WireEntry[] cut = _left == 0 ? [] : [Entry(0, WireDirection.Note, "note", $"{_left} more entries were left out.", 0)];
            return [.. _entries, .. cut];
        }
    }

    private void Add(int connection, WireDirection direction, string kind, string text, long bytes)
    {
        lock (_gate)
        {
            if (_entries.Count < MaximumEntries)
            {
                _entries.Add(Entry(connection, direction, kind, text, bytes));
            }
            else
            {
                _left++;
            }
        }
    }

    private WireEntry Entry(int connection, WireDirection direction, string kind, string text, long bytes) => new()
    {
        AtMs = Math.Round(clock.Elapsed.TotalMilliseconds, 3),
        Connection = connection,
        Direction = direction,
        Kind = kind,
        Text = Secrets.Hide(text, secrets),
        Bytes = bytes,
    };
}

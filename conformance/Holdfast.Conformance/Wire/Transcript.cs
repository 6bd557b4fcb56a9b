using System.Text;
using Holdfast.Reports.Results;

namespace Holdfast.Conformance.Wire;

/// <summary>The traffic of one case, on all its connections.</summary>
internal sealed class Transcript(CaseClock clock, IReadOnlyList<string> secrets)
{
    /// <summary>A body is shown up to here; enough to recognise it, and 500 cases still make a report that opens at once.</summary>
    private const int ShownBodyBytes = 160;

    /// <summary>Heads are shown whole up to here: the largest that any case sends on purpose.</summary>
    private const int ShownHeadBytes = 4096;

    /// <summary>A paced or looping case would otherwise bury the entries that matter.</summary>
    private const int MaximumEntries = 400;

    private readonly int _longestSecret = secrets.Select(secret => secret.Length).DefaultIfEmpty().Max();
    private readonly Lock _gate = new();
    private readonly List<WireEntry> _entries = [];
    private int _connections;
    private readonly List<string> _beyond = [];
    private long _left;
    private long _uploaded;

    public CaseClock Clock => clock;

    /// <summary>The most bytes that a response body may have now: a server returns no more bytes than it received.</summary>
    public long MaximumBody => ReadingLimits.Body + Interlocked.Read(ref _uploaded);

    public int NextConnection() => Interlocked.Increment(ref _connections);

    public void Bytes(int connection, WireDirection direction, string kind, ReadOnlySpan<byte> bytes)
    {
        if (direction == WireDirection.Sent && kind == "body")
        {
            Interlocked.Add(ref _uploaded, bytes.Length);
        }

        var most = kind == "body" ? ShownBodyBytes : ShownHeadBytes;
        var near = bytes[..Math.Min(bytes.Length, most + _longestSecret)];
        Add(connection, direction, kind, Encoding.Latin1.GetString(near), most, bytes.Length);
    }

    public void Event(int connection, WireDirection direction, string kind, string sentence) =>
        Add(connection, direction, kind, sentence, ShownHeadBytes, 0);

    /// <summary>Says that a server sent more than is read of it.</summary>
    public void Exceeded(int connection, string what)
    {
        Event(connection, WireDirection.Note, "note", $"Holdfast stopped reading: {what}.");
        lock (_gate)
        {
            if (!_beyond.Contains(what))
            {
                _beyond.Add(what);
            }
        }
    }

    /// <summary>The data that exceeded the reading limits, each once.</summary>
    public IReadOnlyList<string> Beyond()
    {
        lock (_gate)
        {
            return [.. _beyond];
        }
    }

    public IReadOnlyList<WireEntry> ToEntries()
    {
        lock (_gate)
        {
            WireEntry[] cut = _left == 0 ? [] : [Entry(0, WireDirection.Note, "note", $"{_left} more entries were omitted.", 0)];
            return [.. _entries, .. cut];
        }
    }

    private void Add(int connection, WireDirection direction, string kind, string text, int most, long bytes)
    {
        lock (_gate)
        {
            if (_entries.Count < MaximumEntries)
            {
                _entries.Add(Entry(connection, direction, kind, Redaction.HideIn(text, most, secrets), bytes));
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
        Text = text,
        Bytes = bytes == 0 || bytes == text.Length ? null : bytes,
    };
}

using System.Collections.Concurrent;
using System.Text;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Targets;

/// <summary>
/// The header fields that the user gave for every request, and where they may go: to the target's own origin and to those that the user
/// trusts. A server can name uploads on any origin, which must not receive the user's token.
/// </summary>
internal sealed class Credentials
{
    /// <summary>Shorter values occur in ordinary text, so only the complete field line identifies them.</summary>
    private const int ShortestValue = 8;

    private readonly IReadOnlyList<KeyValuePair<string, string>> _fields;
    private readonly HashSet<string> _trusted;
    private readonly ConcurrentDictionary<string, byte> _withheld;

    /// <param name="fields">The fields that the user gave.</param>
    /// <param name="own">The target's URL.</param>
    /// <param name="trusted">Other origins that the fields may go to.</param>
    public Credentials(IReadOnlyList<KeyValuePair<string, string>> fields, Uri own, IEnumerable<Uri> trusted)
        : this(fields, [.. trusted.Prepend(own).Select(url => WireUrl.Of(url).Origin)], [])
    {
    }

    private Credentials(IReadOnlyList<KeyValuePair<string, string>> fields, HashSet<string> trusted,
        ConcurrentDictionary<string, byte> withheld) =>
        (_fields, _trusted, _withheld) = (fields, trusted, withheld);

    /// <summary>Origins that got requests without the fields, in order.</summary>
    public IReadOnlyList<string> Withheld => [.. _withheld.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The names of the fields.</summary>
    public string Names => string.Join(", ", _fields.Select(given => given.Key).Distinct(StringComparer.OrdinalIgnoreCase));

    /// <summary>Their values, which must not appear in the evidence.</summary>
    public IReadOnlyList<string> Secrets => Targets.Secrets.Of(_fields);

    /// <summary>The same for a server that was started for a case, at <paramref name="own"/>.</summary>
    public Credentials For(Uri own) => new(_fields, [.. _trusted, WireUrl.Of(own).Origin], _withheld);

    /// <summary>Whether every field may go to <paramref name="url"/>.</summary>
    public bool Trusts(WireUrl url) => _fields.Count == 0 || _trusted.Contains(url.Origin);

    /// <summary>
    /// Gives <paramref name="request"/> the fields, each in place of one of the same name, if they may go to <paramref name="url"/>.
    /// </summary>
    public WireRequest On(WireRequest request, WireUrl url)
    {
        if (Trusts(url))
        {
            return _fields.Aggregate(request, (with, field) => with.Set(field.Key, field.Value));
        }

        _withheld.TryAdd(url.Origin, 0);
        return request;
    }

    /// <summary>The patterns that identify the fields in bytes.</summary>
    public IReadOnlyList<byte[]> Marks() => [.. _fields.SelectMany(Marks).Select(Encoding.Latin1.GetBytes)];

    private static IEnumerable<string> Marks(KeyValuePair<string, string> field) => field.Value.Length >= ShortestValue
        ? [field.Value]
        : [$"{field.Key}: {field.Value}\r\n", $"{field.Key.ToLowerInvariant()}: {field.Value}\r\n"];
}

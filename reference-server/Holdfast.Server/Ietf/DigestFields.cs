using Holdfast.Protocol.Checksums;
using Holdfast.Protocol.StructuredFields;

namespace Holdfast.Server.Ietf;

/// <summary>
/// The algorithms of RFC 9530 that are safe to rely on, strongest first (section 5 deprecates the others), under the names that
/// <see cref="ChecksumAlgorithms"/> has for them.
/// </summary>
internal static class DigestFields
{
    private static readonly (string Name, string Algorithm)[] Known = [("sha-512", "sha512"), ("sha-256", "sha256")];

    /// <summary>The strongest digest in a field; null when it has none that is known.</summary>
    public static (string Name, ReadOnlyMemory<byte> Digest)? Strongest(string? field)
    {
        foreach (var (name, _) in Known)
        {
            if (Members(field).GetValueOrDefault(name) is Item { Value: BareItem.ByteSequence digest })
            {
                return (name, digest.Value);
            }
        }

        return null;
    }

    /// <summary>
    /// The known algorithm that a field prefers (RFC 9530, 4: integers from 0, which means no, to 10); null when there is none.
    /// </summary>
    public static string? Preferred(string? field)
    {
        var members = Members(field);
        return Known.Select(known =>
            (known.Name, Weight: members.GetValueOrDefault(known.Name) is Item { Value: BareItem.Integer weight } ? weight.Value : 0))
            .Where(known => known.Weight is > 0 and <= 10).OrderByDescending(known => known.Weight).FirstOrDefault().Name;
    }

    /// <summary>Begins a digest with one of the known names.</summary>
    public static RunningChecksum Begin(string name) => ChecksumAlgorithms.Begin(Known.Single(known => known.Name == name).Algorithm)!;

    /// <summary>One digest as a field's value.</summary>
    public static string Write(string name, ReadOnlyMemory<byte> digest) => StructuredField.Serialize(
        [KeyValuePair.Create<string, Member>(name, new Item(new BareItem.ByteSequence(digest)))]);

    private static IReadOnlyDictionary<string, Member> Members(string? field) =>
        StructuredField.TryParseDictionary(field, out var members) ? members : new Dictionary<string, Member>();
}

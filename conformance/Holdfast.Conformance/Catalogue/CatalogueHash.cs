using System.Security.Cryptography;
using System.Text;

namespace Holdfast.Conformance.Catalogue;

/// <summary>Hashes the catalogue, so that two runs with the same cases can be recognised.</summary>
internal static class CatalogueHash
{
    /// <summary>Enough of the hash that two catalogues never share it by chance.</summary>
    private const int Length = 16;

    /// <summary>The hash of this version's catalogue: each case's id, interop versions and judged requirements.</summary>
    public static string Current { get; } =
        Of(CaseCatalogue.All.Select(@case => $"{@case.Id} {string.Join(',', @case.Versions)} {string.Join(',', @case.Judges)}\n"));

    private static string Of(IEnumerable<string> lines) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))))[..Length];
}

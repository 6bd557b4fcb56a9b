namespace Holdfast.Sabotage;

/// <summary>
/// What a careless reader of HTTP in front of the server makes of the octets, for defects below what the server's own host lets
/// through. Characters are octets (ISO 8859-1).
/// </summary>
/// <param name="Request">Rewrites the first request of a connection: its head, and what came with it.</param>
/// <param name="Answer">Rewrites what comes back, block by block; it is given the first request, too.</param>
internal sealed record Front(Func<string, string>? Request = null, Func<string, string, string>? Answer = null)
{
    /// <summary>Rewrites the head alone.</summary>
    public static Front OfHead(Func<string, string> rewrite) => new(octets =>
    {
        var end = octets.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return end < 0 ? rewrite(octets) : rewrite(octets[..(end + 4)]) + octets[(end + 4)..];
    });
}

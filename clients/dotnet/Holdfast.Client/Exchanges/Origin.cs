namespace Holdfast.Client.Exchanges;

/// <summary>Scheme, host and port (RFC 9110, 4.3.1): who receives what is sent to a URL.</summary>
internal readonly record struct Origin(string Scheme, string Host, int Port)
{
    public static Origin Of(Uri url) => new(url.Scheme.ToLowerInvariant(), url.IdnHost.ToLowerInvariant(), url.Port);

    public override string ToString() => $"{Scheme}://{Host}:{Port}";
}

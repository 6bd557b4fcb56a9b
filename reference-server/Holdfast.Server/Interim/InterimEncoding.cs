using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Holdfast.Server.Interim;

/// <summary>Encodes one request's interim responses for its connection.</summary>
internal abstract class InterimEncoding
{
    // RFC 9110, 5.6.2 and 5.5; characters outside ASCII have no agreed meaning in a value.
    private static readonly SearchValues<char> InName =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly SearchValues<char> InValue =
        SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code)]);

    /// <summary>The encoding for a request; null when its version of HTTP has no interim responses, or none that can be sent.</summary>
    public static InterimEncoding? For(HttpContext context) => context.Request.Protocol switch
    {
        "HTTP/1.1" => Http1Interims.Instance,
        "HTTP/2" when context.Features.Get<IHttp2StreamIdFeature>() is { } stream => new Http2Interims(stream.StreamId),
        _ => null,
    };

    /// <summary>Encodes one interim response.</summary>
    public byte[] Encode(int status, IReadOnlyCollection<KeyValuePair<string, string>> fields)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(status, StatusCodes.Status102Processing);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(status, StatusCodes.Status200OK);
        foreach (var (name, value) in fields)
        {
            Check(name, value);
        }

        return Write(status, fields);
    }

    protected abstract byte[] Write(int status, IReadOnlyCollection<KeyValuePair<string, string>> fields);

    private static void Check(string name, string value)
    {
        if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(InName))
        {
            throw new ArgumentException($"'{name}' is no name of a header field. Use a token.", nameof(name));
        }

        if (value.AsSpan().ContainsAnyExcept(InValue))
        {
            throw new ArgumentException($"The value of '{name}' must be printable ASCII, and '{value}' isn't. Encode it.", nameof(value));
        }
    }
}

using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Holdfast.Server.Profiling;

/// <summary>A user's name and password, as basic authentication carries them (RFC 7617).</summary>
public sealed class ProfilingCredentials
{
    // Hashes are compared, so that the time of a comparison doesn't tell the length either.
    private readonly byte[] _expected;

    /// <exception cref="ArgumentException">The user's name contains a colon (RFC 7617, section 2).</exception>
    public ProfilingCredentials(string user, string password)
    {
        if (user.Contains(':', StringComparison.Ordinal))
        {
            throw new ArgumentException(
                $"'{user}' is not a user's name, because what follows a colon is the password. Choose a name without one.", nameof(user));
        }

        _expected = SHA256.HashData(Encoding.UTF8.GetBytes($"{user}:{password}"));
    }

    /// <summary>Reads credentials as in tusd's <c>TUSD_PPROF_AUTH</c>: the name, a colon, the password.</summary>
    /// <exception cref="FormatException">The text has no colon. The message doesn't quote the text, which may be a password.</exception>
    public static ProfilingCredentials Parse(string text) =>
        text.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon
            ? new ProfilingCredentials(text[..colon], text[(colon + 1)..])
            : throw new FormatException("Credentials are a user's name and a password with a colon between them: 'NAME:PASSWORD'.");

    /// <summary>Compares the credentials with the value of a request's Authorization field, in constant time.</summary>
    internal bool Admits(string? authorization) =>
        AuthenticationHeaderValue.TryParse(authorization, out var value)
        && string.Equals(value.Scheme, "Basic", StringComparison.OrdinalIgnoreCase)
        && Decode(value.Parameter) is { } given
        && CryptographicOperations.FixedTimeEquals(SHA256.HashData(given), _expected);

    private static byte[]? Decode(string? base64)
    {
        var given = new byte[base64?.Length ?? 0];
        return Convert.TryFromBase64String(base64 ?? "", given, out var count) ? given[..count] : null;
    }
}

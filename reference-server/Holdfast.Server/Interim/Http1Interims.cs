using System.Globalization;
using System.Text;
using Holdfast.Protocol.Ietf;
using Microsoft.AspNetCore.WebUtilities;

namespace Holdfast.Server.Interim;

/// <summary>Interim responses of HTTP/1.1: a status line and a header section (RFC 9112, 2.1 and 4).</summary>
internal sealed class Http1Interims : InterimEncoding
{
    public static Http1Interims Instance { get; } = new();

    protected override byte[] Write(int status, IReadOnlyCollection<KeyValuePair<string, string>> fields)
    {
        var reason = status == IetfProtocol.UploadResumptionSupported
            ? IetfProtocol.UploadResumptionSupportedPhrase : ReasonPhrases.GetReasonPhrase(status);
        var message = new StringBuilder().Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} {reason}\r\n");
        foreach (var (name, value) in fields)
        {
            message.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        return Encoding.ASCII.GetBytes(message.Append("\r\n").ToString());
    }
}

using System.Text.RegularExpressions;

namespace Holdfast.Conformance.Tests.Peer;

/// <summary>Checks strictly whether a request head conforms to RFC 9112.</summary>
internal static partial class TinyForm
{
    public static bool IsSound(string head)
    {
        var lines = head[..^4].Split("\r\n");
        return RequestLine().IsMatch(lines[0]) && lines.Skip(1).All(line => FieldLine().IsMatch(line))
            && HasOneHostAndOneFraming(TinyRequest.Parse(head));
    }

    private static bool HasOneHostAndOneFraming(TinyRequest request)
    {
        var (lengths, codings) = (request.Fields["Content-Length"].ToList(), request.Fields["Transfer-Encoding"].ToList());
        return request.Fields["Host"].Count() == 1
            && lengths.Count + codings.Count <= 1
            && (lengths.Count == 0 || request.Number("Content-Length") is not null)
            && (codings.Count == 0 || request.Chunked);
    }

    [GeneratedRegex(@"\A[!#$%&'*+.^_`|~0-9A-Za-z-]+ [!-~]+ HTTP/1\.[01]\z")]
    private static partial Regex RequestLine();

    [GeneratedRegex(@"\A[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\0\r\n]*\z")]
    private static partial Regex FieldLine();
}

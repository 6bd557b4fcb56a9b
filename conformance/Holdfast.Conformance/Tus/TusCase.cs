using System.Globalization;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Fields;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus;

/// <summary>The vocabulary of the tus 1.0 cases: requests as a correct client writes them, for a case to spoil.</summary>
internal sealed partial class TusCase(ServerCaseContext context) : ResumableCase(context)
{
    public const string OffsetOctetStream = "application/offset+octet-stream";

    /// <summary>A shorter id may be a counter, so the next one may be another upload's.</summary>
    private const int RandomId = 20;

    public override IResumableProtocol Protocol => field ??= new TusProtocol(this);

    public WireRequest Request(string method, WireUrl url)
    {
        var request = Context.Request(method, url);
        return method == "OPTIONS" || request.Fields.Exists(field => field.Name.Equals("Tus-Resumable", StringComparison.OrdinalIgnoreCase))
            ? request
            : request.With("Tus-Resumable", "1.0.0");
    }

    /// <summary>A creation (tus 1.0.0, Creation: POST) of an upload of <paramref name="length"/> bytes.</summary>
    public WireRequest Post(string? length, string? metadata = null)
    {
        var post = Request("POST", Endpoint).With("Content-Length", "0");
        post = length is null ? post : post.With("Upload-Length", length);
        metadata ??= Context.Target.Metadata.Count == 0 ? null : Metadata.Of(Context.Target.Metadata);
        return metadata is null ? post : post.With("Upload-Metadata", metadata);
    }

    public WireRequest Post(long length, string? metadata = null) => Post(length.ToString(CultureInfo.InvariantCulture), metadata);

    /// <summary>A creation with the first bytes as its content (tus 1.0.0, Creation With Upload).</summary>
    public WireRequest PostWith(long length, ReadOnlyMemory<byte> body) =>
        Post(length).With("Content-Type", OffsetOctetStream).WithBody(body);

    /// <summary>An append (tus 1.0.0, PATCH).</summary>
    public WireRequest Patch(WireUrl url, string offset, ReadOnlyMemory<byte> body) =>
        Request("PATCH", url).With("Content-Type", OffsetOctetStream).With("Upload-Offset", offset).WithBody(body);

    public WireRequest Patch(Upload upload, long offset, ReadOnlyMemory<byte> body) =>
        Patch(upload.Url, offset.ToString(CultureInfo.InvariantCulture), body);

    public Task<Exchange> CreateAsync(WireRequest post) => SendAsync(post, Endpoint);

    public Task<Exchange> HeadAsync(WireUrl url) => SendAsync(Request("HEAD", url), url);

    public Task<Exchange> DeleteAsync(WireUrl url) => SendAsync(Request("DELETE", url).With("Content-Length", "0"), url);

    public Task<Exchange> PatchAsync(Upload upload, long offset, ReadOnlyMemory<byte> body) =>
        SendAsync(Patch(upload, offset, body), upload.Url);

    /// <summary>The URL in a <c>Location</c>, as it is given, or <see langword="null"/>.</summary>
    public WireUrl? GivenLocation(Exchange created) => created["Location"] is { Length: > 0 } location ? Endpoint.Resolve(location) : null;

    /// <summary>
    /// The URL of the upload. A server that does not know that it is behind TLS returns an http URL of its own origin; this is judged once
    /// (tus/creation/post/creates) and must not affect other cases.
    /// </summary>
    public WireUrl? Location(Exchange created) => GivenLocation(created)?.UnderTlsOf(Endpoint);

    /// <summary>
    /// A URL that no upload has, of the same form as <paramref name="near"/>, so that it reaches the same server behind any
    /// router: its last bytes changed where the id is long enough to be random, else another last segment.
    /// </summary>
    public static WireUrl Unknown(Upload near)
    {
        var target = near.Url.Target;
        var id = target[(target.LastIndexOfAny(['/', '=']) + 1)..];
        if (id.Length >= RandomId && id.All(char.IsAsciiLetterOrDigit))
        {
            // '0' to '7' are digits of every alphabet that ids are written in.
            return near.Url with { Target = target[..^8] + string.Concat(id[^8..].Select(letter => (char)('0' + ((letter + 1) % 8)))) };
        }

        var path = target.Split('?')[0].TrimEnd('/');
        return near.Url with { Target = path[..(path.LastIndexOf('/') + 1)] + "holdfast-no-such-upload-0000" };
    }
}

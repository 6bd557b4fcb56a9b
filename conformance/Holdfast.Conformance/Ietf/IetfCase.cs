using System.Globalization;
using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Fields;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Ietf;

/// <summary>The vocabulary of the draft's cases: requests as a correct client of the case's interop version writes them.</summary>
internal sealed partial class IetfCase(ServerCaseContext context) : ResumableCase(context)
{
    public const string PartialUpload = "application/partial-upload";

    public override IResumableProtocol Protocol => field ??= new DraftProtocol(this);

    /// <summary>The interop version that the case speaks.</summary>
    public int Version => Context.Interop;

    /// <summary>
    /// A request with the fields that every request of the run carries, but without an interop version, as from a client that does not know
    /// the draft.
    /// </summary>
    public WireRequest Plain(string method, WireUrl url) => Context.Request(method, url);

    public WireRequest Request(string method, WireUrl url) =>
        Plain(method, url).With(Interop.Field, Version.ToString(CultureInfo.InvariantCulture));

    /// <summary>A creation; <paramref name="completes"/> says that its content is all there is.</summary>
    public WireRequest Create(bool completes, ReadOnlyMemory<byte> content = default) =>
        Interop.Completing(Request("POST", Endpoint), Version, completes).WithBody(content);

    /// <summary>An append.</summary>
    public WireRequest Append(Upload upload, string offset, bool completes, ReadOnlyMemory<byte> content) =>
        Interop.Completing(Request("PATCH", upload.Url), Version, completes).With("Content-Type", PartialUpload)
            .With("Upload-Offset", offset).WithBody(content);

    public WireRequest Append(Upload upload, long offset, bool completes, ReadOnlyMemory<byte> content) =>
        Append(upload, offset.ToString(CultureInfo.InvariantCulture), completes, content);

    /// <summary>An append as a client of another interop version writes it.</summary>
    public WireRequest AppendAs(int version, Upload upload, long offset, bool completes, ReadOnlyMemory<byte> content)
    {
        var append = Append(upload, offset, completes, content).Without(Interop.CompletenessField(Version));
        return Interop.Completing(append.Set(Interop.Field, version.ToString(CultureInfo.InvariantCulture)), version, completes);
    }

    public Task<Exchange> CreateAsync(WireRequest create) => SendAsync(create, Endpoint);

    public Task<Exchange> CreateAsync(bool completes, ReadOnlyMemory<byte> content = default) => CreateAsync(Create(completes, content));

    public Task<Exchange> AppendAsync(Upload upload, long offset, bool completes, ReadOnlyMemory<byte> content) =>
        SendAsync(Append(upload, offset, completes, content), upload.Url);

    public Task<Exchange> HeadAsync(WireUrl url) => SendAsync(Request("HEAD", url), url);

    public Task<Exchange> HeadAsync(Upload upload) => HeadAsync(upload.Url);

    public Task<Exchange> DeleteAsync(Upload upload) => SendAsync(Delete(upload), upload.Url);

    /// <summary>The <c>Location</c> of an answer or a 104 as a URL, as it was given.</summary>
    public WireUrl? GivenLocation(WireFields fields) => fields["Location"] is { Length: > 0 } location ? Endpoint.Resolve(location) : null;

    /// <summary>
    /// The URL of the upload resource. A server that does not know that it is behind TLS returns an http URL of its own origin; this is
    /// judged once (ietf/creation/empty) and must not affect other cases.
    /// </summary>
    public WireUrl? Location(WireFields fields) => GivenLocation(fields)?.UnderTlsOf(Endpoint);

    /// <summary>Whether the fields say that the upload is complete; <see langword="null"/> when they don't say.</summary>
    public bool? Completeness(WireFields fields) =>
        StructuredField.Boolean(fields.All(Interop.CompletenessField(Version))) is { } said ? said == Version > 3 : null;

    /// <summary>The responses with status 104, in order.</summary>
    public static IReadOnlyList<WireResponse> Interims(Exchange exchange) => [.. exchange.Interim.Where(interim => interim.Status == 104)];

    public static CaseStoppedException Unsupported(string sentence) => CaseStoppedException.Unsupported(sentence);
}

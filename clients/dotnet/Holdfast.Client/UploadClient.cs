using Holdfast.Client.Exchanges;
using Holdfast.Client.Ietf;
using Holdfast.Client.Tus;
using Holdfast.Client.Uploads;
using Holdfast.Protocol;
using Holdfast.Protocol.Ietf;
using Holdfast.Protocol.Tus;

namespace Holdfast.Client;

/// <summary>
/// Uploads files and streams so that they survive a bad network: by tus 1.0, or by the IETF draft for resumable uploads. Safe for
/// concurrent use; one client serves an application.
/// </summary>
/// <example>
/// <code>
/// using var client = new UploadClient();
/// var result = await client.UploadFileAsync(new Uri("http://127.0.0.1:1080/files/"), "video.mp4");
/// Console.WriteLine(result.Url);
/// </code>
/// </example>
public sealed class UploadClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly bool _ownsHttp;
    private readonly UploadClientOptions _options;
    private readonly InteropVersion _version;
    private readonly TusServers _servers = new();

    /// <summary>A client with an HTTP client of its own.</summary>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public UploadClient(UploadClientOptions? options = null)
        : this(new HttpClient(UploadHttp.CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan }, options) => _ownsHttp = true;

    /// <summary>A client over an <see cref="HttpClient"/> of the caller, which it does not dispose.</summary>
    /// <param name="http">
    /// Its timeout should be infinite, because it limits whole requests; the client has its own. Its handler should be
    /// <see cref="UploadHttp"/>'s.
    /// </param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public UploadClient(HttpClient http, UploadClientOptions? options = null)
    {
        _http = http;
        _options = options ?? new UploadClientOptions();
        _options.Validate();
        _version = InteropVersions.All.Single(version => version.Number == _options.InteropVersion);
    }

    /// <summary>Uploads a file, or resumes its upload.</summary>
    /// <param name="endpoint">See <see cref="UploadRequest.Endpoint"/>.</param>
    /// <param name="path">The path of the file.</param>
    /// <param name="progress">Receives reports, at most ten a second while content is sent.</param>
    /// <param name="cancellationToken">Stops the upload. It stays resumable: call this again.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="UploadException">The upload failed.</exception>
    public Task<UploadResult> UploadFileAsync(
        Uri endpoint, string path, IProgress<UploadProgress>? progress = null, CancellationToken cancellationToken = default) =>
        UploadAsync(new UploadRequest { Endpoint = endpoint, Source = UploadSource.FromFile(path) }, progress, cancellationToken);

    /// <summary>Uploads, or resumes an upload of the same source to the same endpoint.</summary>
    /// <param name="request">What is uploaded, and where to.</param>
    /// <param name="progress">Receives reports, at most ten a second while content is sent.</param>
    /// <param name="cancellationToken">Stops the upload. It stays resumable: call this again with the same source.</param>
    /// <exception cref="UploadException">The upload failed.</exception>
    public async Task<UploadResult> UploadAsync(
        UploadRequest request, IProgress<UploadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        Require(request.Endpoint, nameof(request));
        using var reader = request.Source.Open(_options.StreamBufferSize);
        var meter = new UploadMeter(progress, _options.TimeProvider) { Length = reader.Length };
        var transport = new UploadTransport(_http, _options, request);
        var fingerprint = FingerprintOf(request);
        var isInParts = _options.ParallelUploads > 1 && reader is { IsRandomAccess: true, Length: > 0 } && request.UploadUrl is null;
        var job = new UploadJob(request, _options, reader, transport, meter, isInParts ? null : fingerprint);
        if (isInParts)
        {
            isInParts = await OffersPartsAsync(job, cancellationToken).ConfigureAwait(false);
            job = isInParts ? job : new UploadJob(request, _options, reader, transport, meter, fingerprint);
        }

        var response = isInParts
            ? await new TusParts(job, _servers, transport, fingerprint).RunAsync(cancellationToken).ConfigureAwait(false)
            : await new UploadRun(job, ProtocolOf(job)).RunAsync(cancellationToken).ConfigureAwait(false);
        meter.Length = reader.Length;
        meter.Report(UploadState.Completed);
        return new UploadResult
        {
            Url = job.Url,
            Length = reader.Length!.Value,
            BytesSent = meter.BytesSent,
            Retries = meter.Retries,
            Resumed = job.IsResumed,
            Response = response,
        };
    }

    /// <summary>Removes an upload from the server (tus extension termination; draft, Upload Cancellation).</summary>
    /// <param name="url">The upload's URL. The caller's header fields are sent to its origin.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <returns>False if the server has no such upload.</returns>
    /// <exception cref="UploadException">The server refused, or could not be reached.</exception>
    public async Task<bool> TerminateAsync(Uri url, CancellationToken cancellationToken = default)
    {
        Require(url, nameof(url));
        var request = new UploadRequest { Endpoint = url, Source = UploadSource.FromBytes(ReadOnlyMemory<byte>.Empty) };
        var reply = await new UploadTransport(_http, _options, request).SendAsync(
            new UploadCall(HttpMethod.Delete, url) { Fields = [VersionField], Patience = _options.StallTimeout },
            cancellationToken).ConfigureAwait(false);
        return reply.Response switch
        {
            { Status: >= 200 and < 300 } => true,
            { Status: 404 or 410 } => false,
            null => throw new UploadException(UploadFailure.RetriesExhausted, $"{Statuses.Problem("DELETE", reply)}. Try again."),
            var refused => throw new UploadException(UploadFailure.Refused, $"{Statuses.Problem("DELETE", reply)}.", refused),
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ownsHttp)
        {
            _http.Dispose();
        }
    }

    private (string, string) VersionField => _options.Protocol == UploadProtocol.Tus
        ? (TusHeaders.Resumable, TusProtocol.Version)
        : (IetfHeaders.InteropVersion, WireNumber.Format(_version.Number));

    private static void Require(Uri url, string parameter)
    {
        if (!url.IsAbsoluteUri || url.Scheme is not ("http" or "https"))
        {
            throw new ArgumentException($"The URL is '{url}', but an absolute URL of http or https was expected.", parameter);
        }
    }

    // The same content may go to several endpoints, and by both protocols.
    private string? FingerprintOf(UploadRequest request) =>
        request.Source.Identity is { } identity ? $"{_options.Protocol} {request.Endpoint.AbsoluteUri} {identity}" : null;

    private IUploadProtocol ProtocolOf(UploadJob job) => _options.Protocol == UploadProtocol.Tus
        ? new TusUpload(job, _servers, isPart: false)
        : new DraftUpload(job, _version);

    // A server that cannot be asked gets one upload.
    private async Task<bool> OffersPartsAsync(UploadJob job, CancellationToken cancellationToken) =>
        (await _servers.AskAsync(job, cancellationToken).ConfigureAwait(false)).Server?.Offers(TusProtocol.Concatenation) == true;
}

using Holdfast.Protocol.Tus;
using Holdfast.Server.Bodies;
using Holdfast.Server.Core;
using Holdfast.Server.Downloads;
using Holdfast.Server.Replies;
using Holdfast.Server.Stores;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Server.Tus;

/// <summary>tus 1.0.0 over HTTP: finds the effective method, checks the version and selects the handler.</summary>
internal sealed class TusFrontDoor(UploadCore core, UploadOptions options)
{
    /// <summary>The methods of the creation URL.</summary>
    public const string CreationMethods = "POST, OPTIONS";

    private readonly TusHandlers _handlers = new(core, options, new TusOffer(options));
    private readonly Download? _download =
        !options.DisableDownload && options.Store is IServingStore store ? new Download(core, store, TusHandlers.Refuse) : null;

    /// <summary>The value of Tus-Extension in answers to OPTIONS.</summary>
    public string Extensions => Discover().Headers.First(header => header.Key == TusHeaders.Extension).Value.ToString();

    // The methods of an upload's URL.
    private string UploadMethods =>
        $"HEAD, PATCH, {(_download is null ? "" : "GET, ")}{(options.DisableTermination ? "" : "DELETE, ")}OPTIONS";

    /// <summary>tus 1.0.0, Tus-Resumable: on every response.</summary>
    public static void SetCommonHeaders(HttpResponse response) => response.Headers[TusHeaders.Resumable] = TusProtocol.Version;

    /// <summary>Answers OPTIONS. tus 1.0.0, Tus-Resumable: not there, and any value is ignored.</summary>
    public UploadReply Discover() => _handlers.Discover();

    /// <summary>Answers one request, or gives null when the answer is written already.</summary>
    public Task<UploadReply?> HandleAsync(TusRequest request, ArrivingBody body) =>
        RefusalOf(request) is { } refusal ? Task.FromResult<UploadReply?>(refusal)
        : request.Id.Length == 0 ? HandleCreationAsync(request, body)
        : HandleUploadAsync(request, body);

    // tus 1.0.0, Tus-Version: on 412 the server lists its versions and processes nothing. A download is no tus request.
    private static UploadReply? RefusalOf(TusRequest request) =>
        request.Context.Request.Headers[TusHeaders.MethodOverride].Count > 1 ? UploadReply.Refuse(UploadErrors.AmbiguousMethod)
        : HttpMethods.IsGet(request.Method) || NamesVersion(request) ? null
        : UploadReply.Refuse(UploadErrors.UnsupportedVersion).With(TusHeaders.Version, TusProtocol.Version);

    private async Task<UploadReply?> HandleCreationAsync(TusRequest request, ArrivingBody body) => request.Method switch
    {
        "POST" => await _handlers.CreateAsync(request, body),
        _ => UploadReply.Refuse(UploadErrors.MethodNotAllowed).With("Allow", CreationMethods),
    };

    private async Task<UploadReply?> HandleUploadAsync(TusRequest request, ArrivingBody body) => request.Method switch
    {
        "HEAD" => await _handlers.FindAsync(request),
        "PATCH" => await _handlers.AppendAsync(request, body),
        "DELETE" when !options.DisableTermination => await _handlers.TerminateAsync(request),
        "GET" when _download is not null => await _download.ServeAsync(request.Context, request.Id),
        _ => UploadReply.Refuse(UploadErrors.MethodNotAllowed).With("Allow", UploadMethods),
    };

    // Exact repetitions say nothing else; a second version does.
    private static bool NamesVersion(TusRequest request)
    {
        var named = request.Context.Request.Headers[TusHeaders.Resumable];
        return named.Count > 0 && named.All(version => version == TusProtocol.Version);
    }
}

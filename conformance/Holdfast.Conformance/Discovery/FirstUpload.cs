using System.Text;
using Holdfast.Conformance.Fields;
using Holdfast.Conformance.Targets;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Discovery;

/// <summary>
/// Uploads one small file in tus before any case does, as a client would: creation, HEAD, PATCH, DELETE. A problem with this upload would
/// affect every case, so it is reported once.
/// </summary>
internal sealed class FirstUpload(Target target, Capabilities capabilities, string marker, DiscoveryRequests requests)
{
    /// <summary>Short enough for any limit, but not empty.</summary>
    private static readonly byte[] Content = Encoding.ASCII.GetBytes("holdfast");

    private const string TreatedAsSuccess = "the cases treat it as the success that it seems to be";

    private readonly Dictionary<string, Deviation> _deviations = [];
    private readonly WireUrl _endpoint = WireUrl.Of(target.Url);

    public async Task<FirstUploadOutcome> TryAsync(CancellationToken cancellationToken)
    {
        var created = await CreateAsync([.. target.Metadata, KeyValuePair.Create(RunMarker.Key, marker)], cancellationToken);
        if (!created.IsSuccess)
        {
            return capabilities.AnnouncesTus || created["Tus-Resumable"] is not null || Refusal.IsOneOfCreation(created)
                ? new FirstUploadOutcome.Refused(
                    Refusal.Of(target, "the first creation of an upload (POST)", created)) : new FirstUploadOutcome.NotSpoken();
        }

        if (created["Location"] is not { Length: > 0 } location || _endpoint.Resolve(location)?.UnderTlsOf(_endpoint) is not { } url)
        {
            return capabilities.SpeaksTus ? Done(WithoutLocation(created), []) : new FirstUploadOutcome.NotSpoken();
        }

        Expect(created, 201, "tus/creation/post/creates", "Creations are", "the cases continue with the upload that Location names");
        return await TransferAsync(url, cancellationToken);
    }

    private async Task<FirstUploadOutcome> TransferAsync(WireUrl url, CancellationToken cancellationToken)
    {
        var head = await SendAsync(Tus("HEAD", url), url, cancellationToken);
        if (!capabilities.SpeaksTus && head.Number("Upload-Offset") is null)
        {
            return new FirstUploadOutcome.NotSpoken();
        }

        var patched = await SendAsync(
            Tus("PATCH", url).With("Content-Type", "application/offset+octet-stream").With("Upload-Offset", "0").WithBody(Content), url,
            cancellationToken);
        foreach (var (step, answer) in new[] { ("HEAD of the first upload", head), ("the first append (PATCH)", patched) })
        {
            if (Refusal.IsOne(answer))
            {
                return new FirstUploadOutcome.Refused(Refusal.Of(target, step, answer, url));
            }
        }

        // 200 and 204 are both right for HEAD (tus 1.0.0, HEAD).
        Expect(head, head.Is(200, 204) ? head.Status!.Value : 200, "tus/core/head/offset-at-every-stage", "HEAD is",
            "no case can learn an offset");
        Expect(patched, 204, "tus/core/patch/appends", "PATCH is", patched.IsSuccess ? TreatedAsSuccess : "no case can append");
        return await CleanedUpAsync(url, cancellationToken);
    }

    private async Task<FirstUploadOutcome> CleanedUpAsync(WireUrl url, CancellationToken cancellationToken)
    {
        var demandsMetadata = target.Metadata.Count > 0 && await DemandsMetadataAsync(cancellationToken);
        var deletes = capabilities.Offers("termination") || !capabilities.AnnouncesTus;
        var deleted = deletes ? await DeleteAsync(url, cancellationToken) : null;
        if (deleted is { Status: 200 } && capabilities.Offers("termination"))
        {
            Expect(deleted, 204, "tus/termination/unfinished", "DELETE is", TreatedAsSuccess);
        }

        if (!capabilities.AnnouncesTus)
        {
            var silent = $"OPTIONS is answered with '{capabilities.Options.Outcome}' and no tus field, although an upload works; name "
                + "the extensions that the server supports with --extensions";
            _deviations["OPTIONS"] =
                new Deviation(204, capabilities.Options.Status!.Value, IsUsable: true, "tus/core/options/versions", silent + ".");
        }

        var left = deleted is { IsSuccess: true } ? null : url;
        return Done(new Ground { DemandsMetadata = demandsMetadata, LeftBehind = left },
            left is null ? ["creation", "termination"] : ["creation"]);
    }

    private FirstUploadOutcome.Done Done(Ground ground, IReadOnlyList<string> works) =>
        new(ground with { Deviations = _deviations }, works);

    private Ground WithoutLocation(Exchange created)
    {
        var sentence = $"Creations are answered with '{created.Outcome}' and no usable Location, so no client can find the upload that "
            + "it created, and no case can continue.";
        _deviations["POST"] = new Deviation(201, created.Status!.Value, IsUsable: false, "tus/creation/post/creates", sentence);
        return Ground.Firm;
    }

    // A conflict or a lock is temporary, and each case waits for its end itself.
    private void Expect(Exchange answer, int expected, string judgedBy, string what, string consequence)
    {
        if (answer.Status is { } status && status != expected && !answer.Is(409, 423))
        {
            var sentence = $"{what} answered with '{answer.Outcome}' instead of {expected}; {consequence}.";
            _deviations[answer.Request!.Method] = new Deviation(expected, status, answer.IsSuccess, judgedBy, sentence);
        }
    }

    private async Task<bool> DemandsMetadataAsync(CancellationToken cancellationToken)
    {
        var bare = await CreateAsync([], cancellationToken);
        if (bare.IsSuccess && bare["Location"] is { Length: > 0 } location && _endpoint.Resolve(location)?.UnderTlsOf(_endpoint) is { } url)
        {
            await DeleteAsync(url, cancellationToken);
        }

        return bare.IsClientError;
    }

    private Task<Exchange> CreateAsync(IReadOnlyList<KeyValuePair<string, string>> metadata, CancellationToken cancellationToken)
    {
        var post = Tus("POST", _endpoint).With("Content-Length", "0").With("Upload-Length", $"{Content.Length}");
        return SendAsync(metadata.Count == 0 ? post : post.With("Upload-Metadata", Metadata.Of(metadata)), _endpoint, cancellationToken);
    }

    private Task<Exchange> DeleteAsync(WireUrl url, CancellationToken cancellationToken) =>
        SendAsync(Tus("DELETE", url).With("Content-Length", "0"), url, cancellationToken);

    private static WireRequest Tus(string method, WireUrl url) => new WireRequest(method, url.Target).With("Tus-Resumable", "1.0.0");

    private async Task<Exchange> SendAsync(WireRequest request, WireUrl url, CancellationToken cancellationToken)
    {
        var (answer, _) = await requests.SendAsync(request, url, cancellationToken);
        return answer ?? new Exchange([], null, WireEnd.Closed) { Request = request };
    }
}

using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Tus.Creation;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus;

/// <summary>Steps that must succeed for the case to go on. Each is judged; a case whose step fails ends there.</summary>
internal sealed partial class TusCase
{
    public Task<TusUpload> NewUploadAsync(int length, string? metadata = null) => NewUploadAsync(Content(length), metadata);

    public async Task<TusUpload> NewUploadAsync(byte[] content, string? metadata = null)
    {
        if (context.Run.Given.IsGiven && !context.Capabilities.Offers("creation"))
        {
            return Given(content, metadata);
        }

        // Helps to find Holdfast's uploads when a server is cleaned up by hand; omitted if the case is about metadata.
        metadata ??= Metadata.Of([.. context.Target.Metadata, KeyValuePair.Create(RunMarker.Key, context.Run.Marker)]);
        return Made("Creating an upload", await CreateAsync(Post(content.Length, metadata)), content);
    }

    /// <summary>The upload that a creation must have given.</summary>
    public TusUpload Made(string step, Exchange created, byte[] content) => created.Status == 201 && Location(created) is { } url
        ? new TusUpload(url, content)
        : throw Broken(step, created, "201 with a Location", "TUS-080", "TUS-081");

    private TusUpload Given(byte[] content, string? metadata)
    {
        if (metadata is not null)
        {
            throw CaseStoppedException.Unsupported("The case needs an upload with its own metadata, which an upload of --upload-url cannot have.");
        }

        if (context.Run.Given.Take(content.Length) is not { } given)
        {
            throw CaseStoppedException.Unsupported($"The case needs an unused upload of {content.Length} bytes, and none of that length is left. Give one with --upload-url.");
        }

        Ledger.Add(given.Url);
        _guard.Learn(given.Url, given.Length);
        return new TusUpload(given.Url, content);
    }

    /// <summary>Appends the upload's own bytes from <paramref name="offset"/> on, which must be its offset.</summary>
    public async Task AppendAsync(TusUpload upload, int offset, int count)
    {
        var patched = await PatchAsync(upload, offset, upload.From(offset, count));
        if (patched.Status != 204)
        {
            throw Broken($"PATCH of {count} bytes at offset {offset}", patched, "204", "TUS-036");
        }
    }

    /// <summary>The offset that HEAD reports.</summary>
    public async Task<long> OffsetAsync(WireUrl url)
    {
        var head = await HeadWhenFreeAsync(url);
        return head.IsSuccess && head.Number("Upload-Offset") is { } offset
            ? offset
            : throw Broken("HEAD of the upload", head, "success with an Upload-Offset", "TUS-021");
    }

    public Task<long> OffsetAsync(TusUpload upload) => OffsetAsync(upload.Url);

    /// <summary>HEAD, asked again while the server says that the request before is not quite over.</summary>
    public async Task<Exchange> HeadWhenFreeAsync(WireUrl url)
    {
        var start = context.Clock.Elapsed;
        var head = await HeadAsync(url);
        while (IsBusy(head) && context.Clock.Elapsed - start < Settling)
        {
            await PauseAsync();
            head = await HeadAsync(url);
        }

        return head;
    }

    /// <summary>
    /// Finishes an upload as a correct client does after a cut: HEAD, then PATCH from there, again when the server says 409 or
    /// 423 because the old request is not quite over. Gives the offset at which it went on first.
    /// </summary>
    public async Task<long> ResumeAsync(TusUpload upload)
    {
        long? first = null;
        var start = context.Clock.Elapsed;
        while (true)
        {
            var head = await HeadAsync(upload.Url);
            if (IsBusy(head))
            {
                JudgeBusy(head, start);
                await PauseAsync();
                continue;
            }

            if (!head.IsSuccess || head.Number("Upload-Offset") is not { } offset || offset > upload.Length)
            {
                throw Broken("HEAD before resuming", head, $"success with an Upload-Offset up to {upload.Length}", "TUS-021");
            }

            first ??= offset;
            if (offset == upload.Length)
            {
                return first.Value;
            }

            var patched = await PatchAsync(upload, offset, upload.From(offset));
            if (patched.IsSuccess)
            {
                return first.Value;
            }

            if (!IsBusy(patched) && patched.Status != 409)
            {
                throw Broken($"PATCH at offset {offset} to resume", patched, "204", "TUS-036");
            }

            JudgeBusy(patched, start);
            await PauseAsync();
        }
    }

    /// <summary>The rest that tus-js-client's shortest retry delays leave a busy server; the case's time limit bounds the loop.</summary>
    public Task PauseAsync() => Task.Delay(TimeSpan.FromMilliseconds(100), context.Clock.Time, Cancellation);

    // 423 is what most servers say, 409 what some hosted ones do; 429 and 503 ask for another try by HTTP itself.
    private static bool IsBusy(Exchange answer) => answer.Is(423, 429, 503);

    // A22's measure of a sane wait. The old request is over by then for everybody but this server.
    private void JudgeBusy(Exchange answer, TimeSpan since)
    {
        if (context.Clock.Elapsed - since > BusyPatience)
        {
            Checks.Judge("Upload whose transfer broke off", $"no longer busy within {BusyPatience.TotalSeconds:0} s", answer, $"still {answer.Outcome}", holds: false, "TUS-040");
            throw CaseStoppedException.Judged($"The upload stayed busy for {BusyPatience.TotalSeconds:0} s, so the case cannot continue.");
        }
    }

    /// <summary>Judges a failed step, and returns the exception that ends the case.</summary>
    public CaseStoppedException Broken(string step, Exchange exchange, string expected, params IReadOnlyList<string> requirements)
    {
        var offset = exchange["Upload-Offset"] is { } text ? $", Upload-Offset '{text}'" : "";
        return Checks.Broken(step, expected, exchange, exchange.Outcome + offset, requirements);
    }
}

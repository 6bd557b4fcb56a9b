using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus;

/// <summary>Steps that must succeed for the case to go on. Each is judged; a case whose step fails ends there.</summary>
internal sealed partial class TusCase
{
    public Task<TusUpload> NewUploadAsync(int length, string? metadata = null) => NewUploadAsync(Content(length), metadata);

    public async Task<TusUpload> NewUploadAsync(byte[] content, string? metadata = null)
    {
        var created = await CreateAsync(Post(content.Length, metadata));
        return created.Status == 201 && Location(created) is { } url
            ? new TusUpload(url, content)
            : throw Broken("Creating an upload", created, "201 with a Location", ["TUS-080", "TUS-081"]);
    }

    /// <summary>Appends the upload's own octets from <paramref name="offset"/> on, which must be its offset.</summary>
    public async Task AppendAsync(TusUpload upload, int offset, int count)
    {
        var patched = await PatchAsync(upload, offset, upload.From(offset, count));
        if (patched.Status != 204)
        {
            throw Broken($"PATCH of {count} octets at offset {offset}", patched, "204", ["TUS-036"]);
        }
    }

    /// <summary>The offset that HEAD reports.</summary>
    public async Task<long> OffsetAsync(WireUrl url)
    {
        var head = await HeadAsync(url);
        return head.IsSuccess && head.Number("Upload-Offset") is { } offset
            ? offset
            : throw Broken("HEAD of the upload", head, "success with an Upload-Offset", ["TUS-021"]);
    }

    public Task<long> OffsetAsync(TusUpload upload) => OffsetAsync(upload.Url);

    /// <summary>
    /// Finishes an upload as a correct client does after a cut: HEAD, then PATCH from there, again when the server says 409 or
    /// 423 because the old request is not quite over. Gives the offset at which it went on first.
    /// </summary>
    public async Task<long> ResumeAsync(TusUpload upload)
    {
        long? first = null;
        while (true)
        {
            var head = await HeadAsync(upload.Url);
            if (head.Status == 423)
            {
                await PauseAsync();
                continue;
            }

            if (!head.IsSuccess || head.Number("Upload-Offset") is not { } offset || offset > upload.Length)
            {
                throw Broken("HEAD before resuming", head, $"success with an Upload-Offset up to {upload.Length}", ["TUS-021"]);
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

            if (patched.Status is not (409 or 423))
            {
                throw Broken($"PATCH at offset {offset} to resume", patched, "204", ["TUS-036"]);
            }

            await PauseAsync();
        }
    }

    /// <summary>The rest that tus-js-client's shortest retry delays leave a busy server; the case's time limit bounds the loop.</summary>
    public Task PauseAsync() => Task.Delay(TimeSpan.FromMilliseconds(100), context.Clock.Time, Cancellation);

    private Engine.CaseStoppedException Broken(string step, Exchange exchange, string expected, IReadOnlyList<string> requirements)
    {
        if (exchange.Response is not null)
        {
            var offset = exchange["Upload-Offset"] is { } text ? $", Upload-Offset '{text}'" : "";
            Checks.Judge(step, expected, exchange.Outcome + offset, holds: false, requirements);
        }

        return Stop(exchange, step);
    }
}

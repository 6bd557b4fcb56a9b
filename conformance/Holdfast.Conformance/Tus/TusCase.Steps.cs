using Holdfast.Conformance.Engine;
using Holdfast.Conformance.Fields;
using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Targets;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus;

/// <summary>Steps that must succeed before the case can continue. Each is judged; the case ends when a step fails.</summary>
internal sealed partial class TusCase
{
    /// <summary>The target's own metadata and the run's marker.</summary>
    public string MarkedMetadata => Metadata.Of([.. Context.Target.Metadata, KeyValuePair.Create(RunMarker.Key, Context.Run.Marker)]);

    public override Task<Upload> NewAsync(int length) => NewUploadAsync(length);

    public Task<Upload> NewUploadAsync(int length, string? metadata = null) => NewUploadAsync(Content(length), metadata);

    public async Task<Upload> NewUploadAsync(byte[] content, string? metadata = null)
    {
        if (Context.Run.Given.IsGiven && !Context.Capabilities.Offers("creation"))
        {
            return FromGiven(content, metadata);
        }

        // Helps to find Holdfast's uploads when a server is cleaned up by hand; omitted if the case is about metadata.
        metadata ??= MarkedMetadata;
        return Created("Creating an upload", await CreateAsync(Post(content.Length, metadata)), content);
    }

    /// <summary>The upload that a creation must have given.</summary>
    public Upload Created(string step, Exchange created, byte[] content) => created.Status == 201 && Location(created) is { } url
        ? new Upload(url, content)
        : throw Broken(step, created, "201 with a Location", "TUS-080", "TUS-081");

    private Upload FromGiven(byte[] content, string? metadata)
    {
        if (metadata is not null)
        {
            throw CaseStoppedException.Unsupported(
                "The case needs an upload with its own metadata, which an upload of --upload-url cannot have.");
        }

        if (Context.Run.Given.Take(content.Length) is not { } given)
        {
            throw CaseStoppedException.Unsupported(
                $"The case needs an unused upload of {content.Length} bytes, and none of that length is left. Give one with --upload-url.");
        }

        Ledger.Add(given.Url);
        _guard.Learn(given.Url, given.Length);
        return new Upload(given.Url, content);
    }

    /// <summary>Appends the upload's own bytes from <paramref name="offset"/> on, which must be its offset.</summary>
    public async Task AppendAsync(Upload upload, int offset, int count)
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
}

using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Security.Cryptography;
using Holdfast.Server.Stores;
using Microsoft.AspNetCore.Http;
using static Holdfast.Sabotage.Http.BrokenDraft;

namespace Holdfast.Sabotage.Defects.Ietf;

/// <summary>Defects in the digests that the draft has up to version 8.</summary>
internal static class DigestDefects
{
    private const string Content = "Content-Digest";

    public static IReadOnlyList<Defect> All { get; } =
    [
        Old("digests/representation-not-verified", "Repr-Digest is ignored, as from version 9 on.",
            Field("POST", "Repr-Digest", _ => null), "digests/representation-wrong"),
        Old("digests/over-the-last-append", "Digests of the representation are computed over the last append only.",
            Broken.Both(CurrentRequest.Track, Broken.Store((sound, directory) => new SeesLastAppend(sound, directory))),
            "digests/representation-right", "digests/representation-wanted"),
        Old("digests/not-given", "A requested digest is not sent.", Field("POST", "Want-Repr-Digest", _ => null),
            "digests/representation-wanted"),
        Old("digests/given-in-hexadecimal", "A requested digest is sent in hexadecimal.", Success("PATCH", (_, headers) =>
        {
            if (headers["Repr-Digest"].ToString() is { Length: > 0 } digest)
            {
                headers["Repr-Digest"] = $"sha-256=\"{Convert.ToHexStringLower(Convert.FromBase64String(digest.Split(':')[1]))}\"";
            }
        }), "digests/representation-wanted"),
        Old("digests/content-not-verified", "Content-Digest is ignored.", Field("PATCH", Content, _ => null),
            "digests/content-wrong"),
        Old("digests/content-stored-and-refused", "Content with a wrong Content-Digest is stored before it is refused.", StoredAndRefused(),
            "digests/content-wrong"),
        Old("digests/content-refused", "Content with a Content-Digest is refused.",
            Instead("PATCH", (_, request) => request.Headers.ContainsKey(Content), StatusCodes.Status400BadRequest),
            "digests/content-wrong"),
    ];

    private static Defect Old(string name, string breaks, Break how, params string[] kills) =>
        Defect(name, breaks, how, kills) with { Interop = 8 };

    private static Break StoredAndRefused() =>
        BrokenBody.Whole(request => request.Method == "PATCH" && request.Headers.ContainsKey(Content), (context, body) =>
    {
        if (context.Request.Headers[Content] != $"sha-256=:{Convert.ToBase64String(SHA256.HashData(body))}:")
        {
            context.Response.OnStarting(() =>
            {
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                return Task.CompletedTask;
            });
        }

        context.Request.Headers.Remove(Content);
        return body;
    });

    private sealed class SeesLastAppend(IUploadStore sound, string directory) : StoreDecorator(sound, directory)
    {
        private readonly ConcurrentDictionary<string, long> _last = new();

        public override ValueTask<UploadInfo> AppendAsync(UploadInfo upload, PipeReader body, WriteScope scope)
        {
            _last[upload.Id] = upload.Offset;
            return base.AppendAsync(upload, body, scope);
        }

        public override ValueTask<Stream?> OpenReadAsync(UploadInfo upload, long from, long count, CancellationToken cancellationToken)
        {
            var last = CurrentRequest.Value.Method == "PATCH" ? _last.GetValueOrDefault(upload.Id) : 0;
            return base.OpenReadAsync(upload, from + last, count - last, cancellationToken);
        }
    }
}

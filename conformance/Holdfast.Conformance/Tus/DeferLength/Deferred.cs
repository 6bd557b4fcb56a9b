using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus.DeferLength;

/// <summary>The steps that the cases of deferred lengths share.</summary>
internal static class Deferred
{
    /// <summary>A creation that leaves the length open.</summary>
    public static WireRequest Post(TusCase t, string? metadata = null) => t.Post((string?)null, metadata).With("Upload-Defer-Length", "1");

    /// <summary>
    /// Creates an upload whose length is not declared; <paramref name="length"/> is the length that it will have in the end.
    /// </summary>
    public static async Task<Upload> NewAsync(TusCase t, int length, string? metadata = null)
    {
        var created = await t.CreateAsync(Post(t, metadata));
        var upload = t.Created("Creating an upload without a length", created, t.Content(length));
        t.Status("POST with Upload-Defer-Length: 1", created, [201], "TUS-080");
        return upload;
    }

    /// <summary>An append that declares <paramref name="length"/>.</summary>
    public static WireRequest Declaring(TusCase t, Upload upload, long offset, ReadOnlyMemory<byte> body, string length) =>
        t.Patch(upload, offset, body).With("Upload-Length", length);

    /// <summary>Appends <paramref name="body"/>, declares <paramref name="length"/> with it, and judges the status.</summary>
    public static async Task DeclareAsync(
        TusCase t, Upload upload, long offset, ReadOnlyMemory<byte> body, string length, string requirement)
    {
        var answer = await t.SendAsync(Declaring(t, upload, offset, body, length), upload.Url);
        t.Status($"PATCH of {body.Length} bytes at offset {offset} that declares {length}", answer, [204], requirement);
    }

    /// <summary>Judges that HEAD shows no length yet.</summary>
    public static async Task<bool> IsOpenAsync(TusCase t, string when, Upload upload, params IReadOnlyList<string> requirements)
    {
        var head = await t.HeadWhenFreeAsync(upload.Url);
        return t.Absent($"HEAD {when}", head, "Upload-Length", requirements)
            && t.Field($"HEAD {when}", head, "Upload-Defer-Length", "1", requirements);
    }

    /// <summary>Judges that HEAD shows the length, and that nothing is deferred any more.</summary>
    public static async Task IsDeclaredAsync(TusCase t, Upload upload, long length)
    {
        var head = await t.HeadAsync(upload.Url);
        t.Field("HEAD after the declaration", head, "Upload-Length", length, "TUS-022");
        t.Absent("HEAD after the declaration", head, "Upload-Defer-Length", "TUS-055");
    }
}

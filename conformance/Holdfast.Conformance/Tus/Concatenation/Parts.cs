using Holdfast.Conformance.Steps;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tus.Concatenation;

/// <summary>Steps that the cases of concatenation share (tus 1.0.0, Concatenation).</summary>
internal static class Parts
{
    /// <summary>A partial upload, with its first bytes.</summary>
    public static async Task<Upload> PartialAsync(TusCase t, int length, int sent, string? metadata = null)
    {
        var created = await t.CreateAsync(t.Post(length, metadata).With("Upload-Concat", "partial"));
        var partial = t.Created("Creating a partial upload", created, t.Content(length));
        if (sent > 0)
        {
            await t.AppendAsync(partial, 0, sent);
        }

        return partial;
    }

    /// <summary>The request for a final upload of these parts, named by their URLs as Location gave them.</summary>
    public static WireRequest FinalOf(TusCase t, params IEnumerable<Upload> parts) => FinalOf(t, parts.Select(part => part.Url.ToString()));

    /// <summary>The request for a final upload of parts that are named so.</summary>
    public static WireRequest FinalOf(TusCase t, params IEnumerable<string> parts) =>
        t.Post((string?)null).With("Upload-Concat", "final;" + string.Join(' ', parts));

    /// <summary>A final upload of complete parts; judged, and without it the case ends.</summary>
    public static async Task<Upload> FinalAsync(TusCase t, params Upload[] parts)
    {
        var created = await t.CreateAsync(FinalOf(t, parts));
        var final = t.Created($"Creating a final upload of {parts.Length} parts", created, [.. parts.SelectMany(part => part.Content)]);
        t.Status($"POST of a final upload of {parts.Length} parts", created, [201], "TUS-080");
        return final;
    }

    /// <summary>
    /// Judges the answer to a final that a server may make or refuse (<paramref name="corner"/>): a 4xx, or an upload that is the
    /// concatenation of its parts (TUS-129, TUS-146, TUS-132). Returns the final, if it was made.
    /// </summary>
    public static async Task<Upload?> WholeOrRefusedAsync(TusCase t, string what, Exchange created, byte[] content, string corner)
    {
        t.Checks.Observe($"POST of {what}", created.Outcome, "TUS-129", "TUS-146", "TUS-132");
        if (created.Response is null)
        {
            t.Checks.Unknown($"Response to POST of {what}", "201 or a 4xx status", created.Outcome, corner);
            return null;
        }

        t.Checks.Judge($"Status of POST of {what}", "201 or a 4xx status", created, created.Is(201) || created.IsClientError, corner);
        if (!created.Is(201) || t.Location(created) is not { } url)
        {
            return null;
        }

        var final = new Upload(url, content);
        await WholeAsync(t, what, final);
        return final;
    }

    /// <summary>Judges that a final is complete: length and offset are the sum, the content is that of the parts in order.</summary>
    public static async Task WholeAsync(TusCase t, string what, Upload final)
    {
        var head = await t.HeadWhenFreeAsync(final.Url);
        t.Field($"HEAD of {what}", head, "Upload-Length", final.Length, "TUS-129");
        t.Field($"HEAD of {what}", head, "Upload-Offset", final.Length, "TUS-146");
        await t.ContentIsAsync(final, "TUS-132");
    }

    /// <summary>
    /// Judges that HEAD names the parts. Strict is byte for byte; servers that write the same URLs in another form still name the
    /// same parts.
    /// </summary>
    public static void EchoIs(TusCase t, Exchange head, params Upload[] parts)
    {
        var echo = head["Upload-Concat"];
        var urls = echo?.StartsWith("final;", StringComparison.Ordinal) == true
            ? echo["final;".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(t.Endpoint.Resolve).ToList() : [];
        t.Checks.Judge("Upload-Concat of the final upload", "the parts that were named, in order", TusCase.Quoted(echo),
            urls.SequenceEqual(parts.Select(part => part.Url)), "TUS-149");
    }
}

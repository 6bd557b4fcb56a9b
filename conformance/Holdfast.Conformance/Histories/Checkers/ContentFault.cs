namespace Holdfast.Conformance.Histories.Checkers;

/// <summary>The first byte of an upload's content that no order of its writes can explain.</summary>
/// <param name="Read">The operation that gave the content.</param>
/// <param name="At">The byte's position.</param>
/// <param name="Kind">The kind of the wrong byte.</param>
/// <param name="Source">The write that the byte seems to come from, if known.</param>
internal sealed record ContentFault(Operation Read, long At, ContentFaultKind Kind, Operation? Source)
{
    /// <summary>So many letters in a row are alike by chance once in 26⁸ times.</summary>
    private const int Telling = 8;

    /// <summary>Returns the fault in the content that was read of <paramref name="upload"/>, or <see langword="null"/>.</summary>
    public static ContentFault? Find(History history, UploadHistory upload) =>
        upload is { IsClear: true, IsCreated: true }
            ? upload.Contents.Select(read => Find(history, upload, read)).FirstOrDefault(fault => fault is not null) : null;

    private static ContentFault? Find(History history, UploadHistory upload, Operation read)
    {
        var writes = upload.Writes.Where(write => !read.Precedes(write)).ToList();
        var content = read.Content!.Value;
        var explained = Explained(writes, content.Span);
        var at = Math.Min(explained, Contradicted(writes, content.Span));
        return at == content.Length ? null : Name(history, upload, read, at, writes);
    }

    // Every write appends some first part of its bytes at the offset that it names, or nothing; so the content is a chain of such parts.
    private static int Explained(List<Operation> writes, ReadOnlySpan<byte> content)
    {
        var reached = new bool[content.Length + 1];
        reached[0] = true;
        var furthest = 0;
        foreach (var write in writes.OrderBy(write => write.Offset))
        {
            if (write.Offset <= furthest && reached[write.Offset!.Value])
            {
                var start = (int)write.Offset.Value;
                var same = content[start..].CommonPrefixLength(write.Bytes.Span);
                reached.AsSpan(start, same + 1).Fill(true);
                furthest = Math.Max(furthest, start + same);
            }
        }

        return furthest;
    }

    // Acknowledged bytes must be present, even if their absence could be explained.
    private static int Contradicted(List<Operation> writes, ReadOnlySpan<byte> content)
    {
        var first = content.Length;
        foreach (var write in writes.Where(write => write.IsOk && write.AcknowledgedReach > write.Offset))
        {
            if (write.Offset >= content.Length)
            {
                continue;
            }

            var start = (int)write.Offset!.Value;
            var bytes = write.Bytes.Span[..(int)(Math.Min(write.AcknowledgedReach, content.Length) - start)];
            var same = content[start..].CommonPrefixLength(bytes);
            first = same < bytes.Length ? Math.Min(first, start + same) : first;
        }

        return first;
    }

    private static ContentFault Name(History history, UploadHistory upload, Operation read, int at, List<Operation> writes)
    {
        var rest = read.Content!.Value.Span[at..];
        var seen = rest[..Math.Min(rest.Length, 2 * Telling)].ToArray();
        var others =
            history.Uploads.Where(other => other != upload).SelectMany(other => other.Operations.Where(operation => operation.IsWrite));
        if (seen.Length >= Telling && others.FirstOrDefault(write => write.Bytes.Span.IndexOf(seen) >= 0) is { } stranger)
        {
            return new ContentFault(read, at, ContentFaultKind.OfAnotherUpload, stranger);
        }

        if (seen.Length >= Telling && upload.Writes.FirstOrDefault(
            write => write.Bytes.Span.IndexOf(seen) is >= 0 and var index && write.Offset + index < at) is { } twice)
        {
            return new ContentFault(read, at, ContentFaultKind.Twice, twice);
        }

        var covering = writes.Where(write => write.Offset <= at && at < write.Reach).ToList();
        var source = covering.Find(write => write.Bytes.Span[(int)(at - write.Offset!.Value)..].StartsWith(seen));
        return new ContentFault(
            read, at, covering.Count > 1 ? ContentFaultKind.Mixed : ContentFaultKind.Unexplained, source ?? covering.FirstOrDefault());
    }
}

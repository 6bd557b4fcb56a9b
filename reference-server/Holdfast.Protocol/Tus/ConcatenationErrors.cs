namespace Holdfast.Protocol.Tus;

/// <summary>The refusals of the extension concatenation, with tusd's codes.</summary>
public static class ConcatenationErrors
{
    /// <summary>A part isn't complete, and the server doesn't wait for it.</summary>
    public static UploadError NotFinished { get; } =
        new("ERR_UPLOAD_NOT_FINISHED", 400, "A part isn't complete. Finish all parts, then ask for the final upload again.");

    /// <summary>A final upload waits for a part that was removed or has expired.</summary>
    public static UploadError PartGone { get; } =
        new("ERR_PART_GONE", 410, "A part of this final upload was removed, so it can't be completed any more. Upload the parts again.");

    /// <summary>GET of a final upload that still waits. The code is that of tusd's S3 store.</summary>
    public static UploadError Incomplete { get; } =
        new("ERR_INCOMPLETE_UPLOAD", 400, "The final upload still waits for its parts. Finish them, then read it.");

    /// <summary>More parts than the server puts together.</summary>
    public static UploadError TooManyParts(int count, int most) => new(
        "ERR_TOO_MANY_PARTS", 400, $"Upload-Concat names '{count}' parts, '{most}' are the most. Make the parts larger.");

    /// <summary>The same parts again and again, so that a short request would fill the disk.</summary>
    public static UploadError TooMuchRepeated(long most) => new(
        "ERR_MAX_SIZE_EXCEEDED",
        413,
        $"Upload-Concat names parts repeatedly, which would add more than '{most}' bytes. Upload content that is there again as a part "
            + "of its own.");

    /// <summary>The header is neither <c>partial</c> nor <c>final;</c> and URLs.</summary>
    public static UploadError Invalid(string value) => new(
        "ERR_INVALID_CONCAT",
        400,
        $"Upload-Concat is '{value}', 'partial' or 'final;' and the parts' URLs joined by spaces were expected.");

    /// <summary>The URL isn't one of this server's uploads.</summary>
    public static UploadError UnknownPart(string url) => new(
        "ERR_UPLOAD_NOT_FOUND", 404,
        $"Upload-Concat names '{url}', which isn't an upload of this server. Use the URL of the Location field.");

    /// <summary>The source is an ordinary or a final upload.</summary>
    public static UploadError NotPartial(string url) => new(
        "ERR_INVALID_CONCAT", 400, $"Upload-Concat names '{url}', which is no partial upload. Create parts with 'Upload-Concat: partial'.");
}

namespace Holdfast.Protocol.Ietf;

/// <summary>The draft's problem types (RFC 9457).</summary>
public static class UploadProblemTypes
{
    /// <summary>The media type of a problem (RFC 9457, 6.1).</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>409: an append begins elsewhere than the upload ends. Since interop version 6.</summary>
    public const string MismatchingOffset = Registry + "mismatching-upload-offset";

    /// <summary>400: lengths contradict each other, or the content. Since interop version 7.</summary>
    public const string InconsistentLength = Registry + "inconsistent-upload-length";

    /// <summary>400: an append to a complete upload. Interop versions 6 to 8.</summary>
    public const string CompletedUpload = Registry + "completed-upload";

    /// <summary>The member of <see cref="MismatchingOffset"/> with the upload's offset, a number.</summary>
    public const string ExpectedOffset = "expected-offset";

    /// <summary>The member of <see cref="MismatchingOffset"/> with the request's offset, a number.</summary>
    public const string ProvidedOffset = "provided-offset";

    private const string Registry = "https://iana.org/assignments/http-problem-types#";
}

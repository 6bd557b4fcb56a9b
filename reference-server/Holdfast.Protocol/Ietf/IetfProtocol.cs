using Holdfast.Protocol.StructuredFields;

namespace Holdfast.Protocol.Ietf;

/// <summary>The fixed words of draft-ietf-httpbis-resumable-upload.</summary>
public static class IetfProtocol
{
    /// <summary>The status of the draft's interim responses (draft, status code 104).</summary>
    public const int UploadResumptionSupported = 104;

    /// <summary>The reason phrase of 104 in HTTP/1.1.</summary>
    public const string UploadResumptionSupportedPhrase = "Upload Resumption Supported";

    /// <summary>The media type of content that is appended (draft, media type partial-upload).</summary>
    public const string PartialUploadMediaType = "application/partial-upload";

    /// <summary>The largest offset and length, in bytes: the largest structured integer (RFC 9651, 3.3.1).</summary>
    public const long MaxLength = BareItem.MaxInteger;
}

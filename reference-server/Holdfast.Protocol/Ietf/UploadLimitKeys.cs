namespace Holdfast.Protocol.Ietf;

/// <summary>The members of <c>Upload-Limit</c> (draft, Upload-Limit); every value is an integer.</summary>
public static class UploadLimitKeys
{
    /// <summary>The largest upload, in bytes.</summary>
    public const string MaxSize = "max-size";

    /// <summary>The smallest upload, in bytes; zero is what a server without limits says.</summary>
    public const string MinSize = "min-size";

    /// <summary>The largest content of one request, in bytes.</summary>
    public const string MaxAppendSize = "max-append-size";

    /// <summary>The smallest content of one request that doesn't end the upload, in bytes.</summary>
    public const string MinAppendSize = "min-append-size";

    /// <summary>How many seconds the upload resource has left.</summary>
    public const string MaxAge = "max-age";

    /// <summary>The name of <see cref="MaxAge"/> in interop version 6.</summary>
    public const string Expires = "expires";
}

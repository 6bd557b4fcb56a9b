namespace Holdfast.Client.Exchanges;

/// <summary>How a request ended.</summary>
/// <param name="Url">The URL that answered, after redirects.</param>
/// <param name="Response">The final response; null if none arrived.</param>
/// <param name="Problem">Why no response arrived, as the end of a sentence.</param>
/// <param name="MayHaveArrived">Whether the server may have received some of the request.</param>
internal sealed record Reply(Uri Url, UploadResponse? Response, string Problem = "", bool MayHaveArrived = true);

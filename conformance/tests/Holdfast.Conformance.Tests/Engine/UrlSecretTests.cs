using Holdfast.Conformance.Targets;
using Holdfast.Conformance.Wire;

namespace Holdfast.Conformance.Tests.Engine;

/// <summary>Credentials that stand in URLs are as secret as those in header fields.</summary>
public sealed class UrlSecretTests
{
    [TestCase("http://127.0.0.1/files/?a=1", "http://127.0.0.1/files/?a=1")]
    [TestCase("http://u:pa55word@127.0.0.1/files/", "http://[redacted]@127.0.0.1/files/")]
    [TestCase("http://u:p@127.0.0.1/files/", "http://[redacted]@127.0.0.1/files/")]
    [TestCase("http://127.0.0.1/files/?token=abcdefgh&a=1", "http://127.0.0.1/files/?[redacted]&a=1")]
    [TestCase("http://127.0.0.1/files/?a=1&sig=x", "http://127.0.0.1/files/?a=1&[redacted]")]
    [TestCase("http://127.0.0.1/files/?X-Amz-Signature=%2Fabcdefg", "http://127.0.0.1/files/?[redacted]")]
    public void A_URL_is_written_without_secrets(string url, string shown) => Secrets.Redact(new Uri(url)).ShouldBe(shown);

    [Test]
    public void Secrets_that_a_server_repeats_in_any_encoding_are_redacted()
    {
        var target = new Target
        {
            Url = new Uri("http://us%2Fer:s3cret%21word@127.0.0.1/files/?key=top%2Fsecret%2F1"),
            UploadUrls = ["/files/x?token=upload-token"],
        };
        var secrets = Secrets.Of(target);
        foreach (var said in new[]
        {
            "s3cret%21word", "s3cret!word", "top/secret/1", "top%2Fsecret%2F1", "key=top/secret/1", "upload-token",
            Convert.ToBase64String("us/er:s3cret!word"u8),
        })
        {
            Redaction.Hide($"You said {said} here", secrets).ShouldBe("You said [redacted] here", said);
        }
    }
}

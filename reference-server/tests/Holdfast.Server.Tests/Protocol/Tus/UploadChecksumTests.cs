using Holdfast.Protocol.Tus;

namespace Holdfast.Server.Tests.Protocol;

public sealed class UploadChecksumTests
{
    [Test]
    public void A_checksum_is_an_algorithm_a_space_and_base64()
    {
        UploadChecksum.TryParse("crc32 NhCmhg==", out var checksum).ShouldBeTrue();
        checksum.Algorithm.ShouldBe("crc32");
        checksum.Digest.ToArray().ShouldBe([0x36, 0x10, 0xa6, 0x86]);
    }

    [TestCase("")]
    [TestCase("crc32")]
    [TestCase("crc32 ")]
    [TestCase(" NhCmhg==")]
    [TestCase("crc32  NhCmhg==")]
    [TestCase("crc32\tNhCmhg==")]
    [TestCase("crc32 NhCmhg")]
    [TestCase("crc32 NhC\tmhg==")]
    [TestCase("crc32 -_8=")]
    [TestCase("crc32 NhCmhg==,crc32 NhCmhg==")]
    public void Anything_else_is_refused(string text) => UploadChecksum.TryParse(text, out _).ShouldBeFalse();
}

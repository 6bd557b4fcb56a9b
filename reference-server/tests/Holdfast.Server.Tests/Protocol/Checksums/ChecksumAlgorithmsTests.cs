using System.Text;
using Holdfast.Protocol.Checksums;

namespace Holdfast.Server.Tests.Protocol;

public sealed class ChecksumAlgorithmsTests
{
    // The published check values for "123456789": RFC 3720 B.4 and the CRC catalogue for the CRCs, sha1sum and its siblings for the rest.
    [TestCase("sha1", "f7c3bc1d808e04732adf679965ccc34ca7ae3441")]
    [TestCase("sha256", "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225")]
    [TestCase("md5", "25f9e794323b453885f5181f1b624d0b")]
    [TestCase("crc32", "cbf43926")]
    [TestCase("crc32c", "e3069283")]
    public void A_digest_is_the_published_one_however_the_bytes_come(string algorithm, string expected)
    {
        var bytes = Encoding.ASCII.GetBytes("123456789");

        foreach (var size in new[] { 1, 4, 9 })
        {
            using var running = ChecksumAlgorithms.Begin(algorithm).ShouldNotBeNull();
            foreach (var piece in bytes.Chunk(size))
            {
                running.Append(piece);
            }

            running.DigestSize.ShouldBe(expected.Length / 2);
            Convert.ToHexStringLower(running.Finish()).ShouldBe(expected);
        }
    }

    [Test]
    public void Every_name_is_ascii_without_upper_case_and_known()
    {
        ChecksumAlgorithms.Names.ShouldBe(["sha1", "sha256", "sha512", "md5", "crc32", "crc32c"]);
        foreach (var name in ChecksumAlgorithms.Names)
        {
            using var running = ChecksumAlgorithms.Begin(name).ShouldNotBeNull();
            running.Algorithm.ShouldBe(name);
            running.Finish().Length.ShouldBe(running.DigestSize);
        }
    }

    [TestCase("SHA1")]
    [TestCase("sha-1")]
    [TestCase("")]
    public void Another_name_is_not_known(string name) => ChecksumAlgorithms.Begin(name).ShouldBeNull();
}

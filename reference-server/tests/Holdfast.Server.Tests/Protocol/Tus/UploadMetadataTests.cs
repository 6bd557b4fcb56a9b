using System.Text;
using Bogus;
using Holdfast.Protocol.Tus;

namespace Holdfast.Server.Tests;

public sealed class UploadMetadataTests
{
    [TestCase("k")]
    [TestCase("k ")]
    [TestCase("a YQ==,b Yg==")]
    [TestCase("__proto__ YQ==,constructor Yg==")]
    [TestCase("A YQ==,a YQ==")]
    [TestCase("a /w==")]
    public void Valid_metadata_keeps_its_text(string text)
    {
        UploadMetadata.TryParse(text, out var metadata).ShouldBeTrue();
        metadata.Text.ShouldBe(text);
    }

    [TestCase("k ,a YQ==", "k ,a YQ==")]
    [TestCase("a YQ==, b Yg==", "a YQ==,b Yg==")]
    [TestCase("a YQ== ,\tb Yg==", "a YQ==,b Yg==")]
    [TestCase("a YQ==,", "a YQ==")]
    [TestCase(",a YQ==", "a YQ==")]
    [TestCase("a YQ==,, ,\t,b", "a YQ==,b")]
    [TestCase("k  , a YQ==", "k ,a YQ==")]
    [TestCase("k\t,a YQ==", "k,a YQ==")]
    [TestCase("", "")]
    [TestCase(" , ,", "")]
    public void Blanks_around_commas_and_empty_members_are_left_out(string text, string clean)
    {
        UploadMetadata.TryParse(text, out var metadata).ShouldBeTrue();
        metadata.Text.ShouldBe(clean);
        metadata.Pairs.Count.ShouldBe(clean.Split(',', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [TestCase("a  YQ==")]
    [TestCase("a\tYQ==")]
    [TestCase("a YQ")]
    [TestCase("a YQ===")]
    [TestCase("a -_8=")]
    [TestCase("a Y Q==")]
    [TestCase("a ***")]
    [TestCase("a YQ==,a Yg==")]
    [TestCase("a YQ==, a Yg==")]
    [TestCase("ä YQ==")]
    public void Metadata_outside_the_grammar_is_refused(string text) => UploadMetadata.TryParse(text, out _).ShouldBeFalse();

    [Test]
    public void Values_are_decoded_in_order([Range(1, 20)] int seed)
    {
        var faker = new Faker { Random = new Randomizer(seed) };
        var pairs =
            faker.Make(5, index => (Key: $"k{index}{faker.Random.AlphaNumeric(4)}", Value: faker.Random.Bytes(faker.Random.Int(0, 40))));

        UploadMetadata.TryParse(
            string.Join(',', pairs.Select(pair => $"{pair.Key} {Convert.ToBase64String(pair.Value)}")), out var metadata).ShouldBeTrue();

        metadata.Pairs.Select(pair => pair.Key).ShouldBe(pairs.Select(pair => pair.Key));
        metadata.Pairs.Select(pair => Encoding.Latin1.GetString(pair.Value.Span))
            .ShouldBe(pairs.Select(pair => Encoding.Latin1.GetString(pair.Value)));
    }
}

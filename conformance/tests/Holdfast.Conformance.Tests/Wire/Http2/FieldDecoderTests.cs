using Holdfast.Conformance.Wire;
using Holdfast.Conformance.Wire.Http2;

namespace Holdfast.Conformance.Tests.Wire.Http2;

/// <summary>The examples of RFC 7541, appendix C, and what is no header block.</summary>
public sealed class FieldDecoderTests
{
    private const string Date1 = "date: Mon, 21 Oct 2013 20:13:21 GMT";
    private const string Date2 = "date: Mon, 21 Oct 2013 20:13:22 GMT";
    private const string Https = "location: https://www.example.com";
    private const string Cookie = "set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1";
    private const string Example = ":authority: www.example.com";

    [TestCase("400a637573746f6d2d6b65790d637573746f6d2d686561646572", "custom-key: custom-header", 55)]
    [TestCase("040c2f73616d706c652f70617468", ":path: /sample/path", 0)]
    [TestCase("100870617373776f726406736563726574", "password: secret", 0)]
    [TestCase("82", ":method: GET", 0)]
    public void C_2_one_field(string block, string field, int size)
    {
        var decoder = new FieldDecoder();
        Decode(decoder, block).ShouldBe([field]);
        decoder.TableSize.ShouldBe(size);
    }

    [TestCase("828684410f7777772e6578616d706c652e636f6d", "828684be58086e6f2d6361636865",
        "828785bf400a637573746f6d2d6b65790c637573746f6d2d76616c7565", TestName = "C_3_requests_without_Huffman")]
    [TestCase("828684418cf1e3c2e5f23a6ba0ab90f4ff", "828684be5886a8eb10649cbf", "828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf",
        TestName = "C_4_requests_with_Huffman")]
    public void Requests(string first, string second, string third)
    {
        var decoder = new FieldDecoder();

        Decode(decoder, first).ShouldBe([":method: GET", ":scheme: http", ":path: /", Example]);
        decoder.TableSize.ShouldBe(57);
        Decode(decoder, second).ShouldBe([":method: GET", ":scheme: http", ":path: /", Example, "cache-control: no-cache"]);
        decoder.TableSize.ShouldBe(110);
        Decode(decoder, third).ShouldBe([":method: GET", ":scheme: https", ":path: /index.html", Example, "custom-key: custom-value"]);
        decoder.TableSize.ShouldBe(164);
    }

    [TestCase(
        "4803333032580770726976617465611d4d6f6e2c203231204f637420323031332032303a31333a323120474d546e1768747470733a2f2f"
        + "7777772e6578616d706c652e636f6d",
        "4803333037c1c0bf",
        "88c1611d4d6f6e2c203231204f637420323031332032303a31333a323220474d54c05a04677a69707738666f6f3d4153444a4b48514b42"
        + "5a584f5157454f50495541585157454f49553b206d61782d6167653d333630303b2076657273696f6e3d31",
        TestName = "C_5_responses_without_Huffman")]
    [TestCase(
        "488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff6e919d29ad171863c78f0b97c8e9ae82ae43d3",
        "4883640effc1c0bf",
        "88c16196d07abe941054d444a8200595040b8166e084a62d1bffc05a839bd9ab77ad94e7821dd7f2e6c7b335dfdfcd5b3960d5af27087f"
        + "3672c1ab270fb5291f9587316065c003ed4ee5b1063d5007",
        TestName = "C_6_responses_with_Huffman")]
    public void Responses_in_a_table_of_256_bytes(string first, string second, string third)
    {
        var decoder = new FieldDecoder(granted: 256);

        // The examples leave out what a sender owes a receiver that grants so little: the update to 256.
        Decode(decoder, "3fe101" + first).ShouldBe([":status: 302", "cache-control: private", Date1, Https]);
        decoder.TableSize.ShouldBe(222);
        Decode(decoder, second).ShouldBe([":status: 307", "cache-control: private", Date1, Https]);
        decoder.TableSize.ShouldBe(222);
        Decode(decoder, third).ShouldBe([":status: 200", "cache-control: private", Date2, Https, "content-encoding: gzip", Cookie]);
        decoder.TableSize.ShouldBe(215);
    }

    [Test]
    public void A_receiver_that_grants_less_is_told_so_in_the_first_block()
    {
        var error = Should.Throw<FormatException>(() => Decode(new FieldDecoder(granted: 0), "82"));
        error.Message.ShouldContain("RFC 9113, 4.3.1");
        Decode(new FieldDecoder(granted: 0), "2082").ShouldBe([":method: GET"]);
    }

    [TestCase("80")]
    [TestCase("be")]
    [TestCase("4003")]
    [TestCase("400161")]
    [TestCase("ffffffffff0f")]
    [TestCase("8220")]
    [TestCase("3fe21f")]
    [TestCase("0081ff00")]
    [TestCase("008100")]
    [TestCase("0082ffff")]
    [TestCase("0084fffffffc")]
    public void An_invalid_header_block_is_refused(string block) => Should.Throw<FormatException>(() => Decode(new FieldDecoder(), block));

    [Test]
    public void The_decoder_reads_what_the_encoder_writes()
    {
        WireField[] fields = [new(":method", "PATCH"), new("x", new string('v', 127)), new("y", new string('w', 40_000)), new("z", "")];

        new FieldDecoder().Decode(FieldEncoder.Encode(fields)).ShouldBe(fields);
    }

    private static IEnumerable<string> Decode(FieldDecoder decoder, string block) =>
        decoder.Decode(Convert.FromHexString(block)).Select(field => $"{field.Name}: {field.Value}");
}

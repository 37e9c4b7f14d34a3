"""What is known to differ from the raw data, and why."""

from tests.recount.comparison import Gap

_JUDGED = "channel|sentence|support|ends|cves_fixed_since|patches_since|history|cves"

GAPS = (
    Gap(
        "kind",
        r"docker\.io/microsoft/aspnet:(coreclr|vs)-\d+\.\d+\.\d+.*",
        "what stands before a whole version does not let it move",
    ),
    Gap(
        "product_version",
        r".*:\d+\.\d+\.\d+(-preview\.\d)?-\d(-.*)?",
        "upstream states rebuilds without their number, the tables with it",
    ),
    Gap(
        f"product_version|{_JUDGED}",
        r"mcr\.microsoft\.com/dotnet/runtime-deps:5\.0.*",
        "upstream states 3.1 for tags of 5.0, whose image the two shared; the tables what the name "
        "tells",
    ),
    Gap(
        f"product_version|{_JUDGED}",
        r"mcr\.microsoft\.com/dotnet/sdk:"
        r"(5\.0\.0-rc\.2-w.*|5\.0\.102-ca-patch-.*|(6\.0\.417|7\.0\.404|8\.0\.100)-alpine3\.18-a.*)",
        "upstream states another version than the one in the name; the tables what the name tells",
    ),
)

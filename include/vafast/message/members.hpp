// The members of an aggregate, by structured bindings: C++20 has no other way to get at them. One line for each number
// of members, and nothing else in this file.
#pragma once

#include <cstddef>

namespace vafast::detail {

inline constexpr std::size_t max_members = 64;

// Calls `take(m1, m2, …)` with the members of `object`, of which there are Count.
// clang-format off
#define VAFAST_MEMBERS_1 m1
#define VAFAST_MEMBERS_2 VAFAST_MEMBERS_1, m2
#define VAFAST_MEMBERS_3 VAFAST_MEMBERS_2, m3
#define VAFAST_MEMBERS_4 VAFAST_MEMBERS_3, m4
#define VAFAST_MEMBERS_5 VAFAST_MEMBERS_4, m5
#define VAFAST_MEMBERS_6 VAFAST_MEMBERS_5, m6
#define VAFAST_MEMBERS_7 VAFAST_MEMBERS_6, m7
#define VAFAST_MEMBERS_8 VAFAST_MEMBERS_7, m8
#define VAFAST_MEMBERS_9 VAFAST_MEMBERS_8, m9
#define VAFAST_MEMBERS_10 VAFAST_MEMBERS_9, m10
#define VAFAST_MEMBERS_11 VAFAST_MEMBERS_10, m11
#define VAFAST_MEMBERS_12 VAFAST_MEMBERS_11, m12
#define VAFAST_MEMBERS_13 VAFAST_MEMBERS_12, m13
#define VAFAST_MEMBERS_14 VAFAST_MEMBERS_13, m14
#define VAFAST_MEMBERS_15 VAFAST_MEMBERS_14, m15
#define VAFAST_MEMBERS_16 VAFAST_MEMBERS_15, m16
#define VAFAST_MEMBERS_17 VAFAST_MEMBERS_16, m17
#define VAFAST_MEMBERS_18 VAFAST_MEMBERS_17, m18
#define VAFAST_MEMBERS_19 VAFAST_MEMBERS_18, m19
#define VAFAST_MEMBERS_20 VAFAST_MEMBERS_19, m20
#define VAFAST_MEMBERS_21 VAFAST_MEMBERS_20, m21
#define VAFAST_MEMBERS_22 VAFAST_MEMBERS_21, m22
#define VAFAST_MEMBERS_23 VAFAST_MEMBERS_22, m23
#define VAFAST_MEMBERS_24 VAFAST_MEMBERS_23, m24
#define VAFAST_MEMBERS_25 VAFAST_MEMBERS_24, m25
#define VAFAST_MEMBERS_26 VAFAST_MEMBERS_25, m26
#define VAFAST_MEMBERS_27 VAFAST_MEMBERS_26, m27
#define VAFAST_MEMBERS_28 VAFAST_MEMBERS_27, m28
#define VAFAST_MEMBERS_29 VAFAST_MEMBERS_28, m29
#define VAFAST_MEMBERS_30 VAFAST_MEMBERS_29, m30
#define VAFAST_MEMBERS_31 VAFAST_MEMBERS_30, m31
#define VAFAST_MEMBERS_32 VAFAST_MEMBERS_31, m32
#define VAFAST_MEMBERS_33 VAFAST_MEMBERS_32, m33
#define VAFAST_MEMBERS_34 VAFAST_MEMBERS_33, m34
#define VAFAST_MEMBERS_35 VAFAST_MEMBERS_34, m35
#define VAFAST_MEMBERS_36 VAFAST_MEMBERS_35, m36
#define VAFAST_MEMBERS_37 VAFAST_MEMBERS_36, m37
#define VAFAST_MEMBERS_38 VAFAST_MEMBERS_37, m38
#define VAFAST_MEMBERS_39 VAFAST_MEMBERS_38, m39
#define VAFAST_MEMBERS_40 VAFAST_MEMBERS_39, m40
#define VAFAST_MEMBERS_41 VAFAST_MEMBERS_40, m41
#define VAFAST_MEMBERS_42 VAFAST_MEMBERS_41, m42
#define VAFAST_MEMBERS_43 VAFAST_MEMBERS_42, m43
#define VAFAST_MEMBERS_44 VAFAST_MEMBERS_43, m44
#define VAFAST_MEMBERS_45 VAFAST_MEMBERS_44, m45
#define VAFAST_MEMBERS_46 VAFAST_MEMBERS_45, m46
#define VAFAST_MEMBERS_47 VAFAST_MEMBERS_46, m47
#define VAFAST_MEMBERS_48 VAFAST_MEMBERS_47, m48
#define VAFAST_MEMBERS_49 VAFAST_MEMBERS_48, m49
#define VAFAST_MEMBERS_50 VAFAST_MEMBERS_49, m50
#define VAFAST_MEMBERS_51 VAFAST_MEMBERS_50, m51
#define VAFAST_MEMBERS_52 VAFAST_MEMBERS_51, m52
#define VAFAST_MEMBERS_53 VAFAST_MEMBERS_52, m53
#define VAFAST_MEMBERS_54 VAFAST_MEMBERS_53, m54
#define VAFAST_MEMBERS_55 VAFAST_MEMBERS_54, m55
#define VAFAST_MEMBERS_56 VAFAST_MEMBERS_55, m56
#define VAFAST_MEMBERS_57 VAFAST_MEMBERS_56, m57
#define VAFAST_MEMBERS_58 VAFAST_MEMBERS_57, m58
#define VAFAST_MEMBERS_59 VAFAST_MEMBERS_58, m59
#define VAFAST_MEMBERS_60 VAFAST_MEMBERS_59, m60
#define VAFAST_MEMBERS_61 VAFAST_MEMBERS_60, m61
#define VAFAST_MEMBERS_62 VAFAST_MEMBERS_61, m62
#define VAFAST_MEMBERS_63 VAFAST_MEMBERS_62, m63
#define VAFAST_MEMBERS_64 VAFAST_MEMBERS_63, m64

template <std::size_t Count, class T, class Take>
constexpr decltype(auto) with_members(T& object, Take&& take) {
    if constexpr (Count == 0) { return take(); }
    else if constexpr (Count == 1) { auto& [VAFAST_MEMBERS_1] = object; return take(VAFAST_MEMBERS_1); }
    else if constexpr (Count == 2) { auto& [VAFAST_MEMBERS_2] = object; return take(VAFAST_MEMBERS_2); }
    else if constexpr (Count == 3) { auto& [VAFAST_MEMBERS_3] = object; return take(VAFAST_MEMBERS_3); }
    else if constexpr (Count == 4) { auto& [VAFAST_MEMBERS_4] = object; return take(VAFAST_MEMBERS_4); }
    else if constexpr (Count == 5) { auto& [VAFAST_MEMBERS_5] = object; return take(VAFAST_MEMBERS_5); }
    else if constexpr (Count == 6) { auto& [VAFAST_MEMBERS_6] = object; return take(VAFAST_MEMBERS_6); }
    else if constexpr (Count == 7) { auto& [VAFAST_MEMBERS_7] = object; return take(VAFAST_MEMBERS_7); }
    else if constexpr (Count == 8) { auto& [VAFAST_MEMBERS_8] = object; return take(VAFAST_MEMBERS_8); }
    else if constexpr (Count == 9) { auto& [VAFAST_MEMBERS_9] = object; return take(VAFAST_MEMBERS_9); }
    else if constexpr (Count == 10) { auto& [VAFAST_MEMBERS_10] = object; return take(VAFAST_MEMBERS_10); }
    else if constexpr (Count == 11) { auto& [VAFAST_MEMBERS_11] = object; return take(VAFAST_MEMBERS_11); }
    else if constexpr (Count == 12) { auto& [VAFAST_MEMBERS_12] = object; return take(VAFAST_MEMBERS_12); }
    else if constexpr (Count == 13) { auto& [VAFAST_MEMBERS_13] = object; return take(VAFAST_MEMBERS_13); }
    else if constexpr (Count == 14) { auto& [VAFAST_MEMBERS_14] = object; return take(VAFAST_MEMBERS_14); }
    else if constexpr (Count == 15) { auto& [VAFAST_MEMBERS_15] = object; return take(VAFAST_MEMBERS_15); }
    else if constexpr (Count == 16) { auto& [VAFAST_MEMBERS_16] = object; return take(VAFAST_MEMBERS_16); }
    else if constexpr (Count == 17) { auto& [VAFAST_MEMBERS_17] = object; return take(VAFAST_MEMBERS_17); }
    else if constexpr (Count == 18) { auto& [VAFAST_MEMBERS_18] = object; return take(VAFAST_MEMBERS_18); }
    else if constexpr (Count == 19) { auto& [VAFAST_MEMBERS_19] = object; return take(VAFAST_MEMBERS_19); }
    else if constexpr (Count == 20) { auto& [VAFAST_MEMBERS_20] = object; return take(VAFAST_MEMBERS_20); }
    else if constexpr (Count == 21) { auto& [VAFAST_MEMBERS_21] = object; return take(VAFAST_MEMBERS_21); }
    else if constexpr (Count == 22) { auto& [VAFAST_MEMBERS_22] = object; return take(VAFAST_MEMBERS_22); }
    else if constexpr (Count == 23) { auto& [VAFAST_MEMBERS_23] = object; return take(VAFAST_MEMBERS_23); }
    else if constexpr (Count == 24) { auto& [VAFAST_MEMBERS_24] = object; return take(VAFAST_MEMBERS_24); }
    else if constexpr (Count == 25) { auto& [VAFAST_MEMBERS_25] = object; return take(VAFAST_MEMBERS_25); }
    else if constexpr (Count == 26) { auto& [VAFAST_MEMBERS_26] = object; return take(VAFAST_MEMBERS_26); }
    else if constexpr (Count == 27) { auto& [VAFAST_MEMBERS_27] = object; return take(VAFAST_MEMBERS_27); }
    else if constexpr (Count == 28) { auto& [VAFAST_MEMBERS_28] = object; return take(VAFAST_MEMBERS_28); }
    else if constexpr (Count == 29) { auto& [VAFAST_MEMBERS_29] = object; return take(VAFAST_MEMBERS_29); }
    else if constexpr (Count == 30) { auto& [VAFAST_MEMBERS_30] = object; return take(VAFAST_MEMBERS_30); }
    else if constexpr (Count == 31) { auto& [VAFAST_MEMBERS_31] = object; return take(VAFAST_MEMBERS_31); }
    else if constexpr (Count == 32) { auto& [VAFAST_MEMBERS_32] = object; return take(VAFAST_MEMBERS_32); }
    else if constexpr (Count == 33) { auto& [VAFAST_MEMBERS_33] = object; return take(VAFAST_MEMBERS_33); }
    else if constexpr (Count == 34) { auto& [VAFAST_MEMBERS_34] = object; return take(VAFAST_MEMBERS_34); }
    else if constexpr (Count == 35) { auto& [VAFAST_MEMBERS_35] = object; return take(VAFAST_MEMBERS_35); }
    else if constexpr (Count == 36) { auto& [VAFAST_MEMBERS_36] = object; return take(VAFAST_MEMBERS_36); }
    else if constexpr (Count == 37) { auto& [VAFAST_MEMBERS_37] = object; return take(VAFAST_MEMBERS_37); }
    else if constexpr (Count == 38) { auto& [VAFAST_MEMBERS_38] = object; return take(VAFAST_MEMBERS_38); }
    else if constexpr (Count == 39) { auto& [VAFAST_MEMBERS_39] = object; return take(VAFAST_MEMBERS_39); }
    else if constexpr (Count == 40) { auto& [VAFAST_MEMBERS_40] = object; return take(VAFAST_MEMBERS_40); }
    else if constexpr (Count == 41) { auto& [VAFAST_MEMBERS_41] = object; return take(VAFAST_MEMBERS_41); }
    else if constexpr (Count == 42) { auto& [VAFAST_MEMBERS_42] = object; return take(VAFAST_MEMBERS_42); }
    else if constexpr (Count == 43) { auto& [VAFAST_MEMBERS_43] = object; return take(VAFAST_MEMBERS_43); }
    else if constexpr (Count == 44) { auto& [VAFAST_MEMBERS_44] = object; return take(VAFAST_MEMBERS_44); }
    else if constexpr (Count == 45) { auto& [VAFAST_MEMBERS_45] = object; return take(VAFAST_MEMBERS_45); }
    else if constexpr (Count == 46) { auto& [VAFAST_MEMBERS_46] = object; return take(VAFAST_MEMBERS_46); }
    else if constexpr (Count == 47) { auto& [VAFAST_MEMBERS_47] = object; return take(VAFAST_MEMBERS_47); }
    else if constexpr (Count == 48) { auto& [VAFAST_MEMBERS_48] = object; return take(VAFAST_MEMBERS_48); }
    else if constexpr (Count == 49) { auto& [VAFAST_MEMBERS_49] = object; return take(VAFAST_MEMBERS_49); }
    else if constexpr (Count == 50) { auto& [VAFAST_MEMBERS_50] = object; return take(VAFAST_MEMBERS_50); }
    else if constexpr (Count == 51) { auto& [VAFAST_MEMBERS_51] = object; return take(VAFAST_MEMBERS_51); }
    else if constexpr (Count == 52) { auto& [VAFAST_MEMBERS_52] = object; return take(VAFAST_MEMBERS_52); }
    else if constexpr (Count == 53) { auto& [VAFAST_MEMBERS_53] = object; return take(VAFAST_MEMBERS_53); }
    else if constexpr (Count == 54) { auto& [VAFAST_MEMBERS_54] = object; return take(VAFAST_MEMBERS_54); }
    else if constexpr (Count == 55) { auto& [VAFAST_MEMBERS_55] = object; return take(VAFAST_MEMBERS_55); }
    else if constexpr (Count == 56) { auto& [VAFAST_MEMBERS_56] = object; return take(VAFAST_MEMBERS_56); }
    else if constexpr (Count == 57) { auto& [VAFAST_MEMBERS_57] = object; return take(VAFAST_MEMBERS_57); }
    else if constexpr (Count == 58) { auto& [VAFAST_MEMBERS_58] = object; return take(VAFAST_MEMBERS_58); }
    else if constexpr (Count == 59) { auto& [VAFAST_MEMBERS_59] = object; return take(VAFAST_MEMBERS_59); }
    else if constexpr (Count == 60) { auto& [VAFAST_MEMBERS_60] = object; return take(VAFAST_MEMBERS_60); }
    else if constexpr (Count == 61) { auto& [VAFAST_MEMBERS_61] = object; return take(VAFAST_MEMBERS_61); }
    else if constexpr (Count == 62) { auto& [VAFAST_MEMBERS_62] = object; return take(VAFAST_MEMBERS_62); }
    else if constexpr (Count == 63) { auto& [VAFAST_MEMBERS_63] = object; return take(VAFAST_MEMBERS_63); }
    else if constexpr (Count == 64) { auto& [VAFAST_MEMBERS_64] = object; return take(VAFAST_MEMBERS_64); }
}

#undef VAFAST_MEMBERS_1
#undef VAFAST_MEMBERS_2
#undef VAFAST_MEMBERS_3
#undef VAFAST_MEMBERS_4
#undef VAFAST_MEMBERS_5
#undef VAFAST_MEMBERS_6
#undef VAFAST_MEMBERS_7
#undef VAFAST_MEMBERS_8
#undef VAFAST_MEMBERS_9
#undef VAFAST_MEMBERS_10
#undef VAFAST_MEMBERS_11
#undef VAFAST_MEMBERS_12
#undef VAFAST_MEMBERS_13
#undef VAFAST_MEMBERS_14
#undef VAFAST_MEMBERS_15
#undef VAFAST_MEMBERS_16
#undef VAFAST_MEMBERS_17
#undef VAFAST_MEMBERS_18
#undef VAFAST_MEMBERS_19
#undef VAFAST_MEMBERS_20
#undef VAFAST_MEMBERS_21
#undef VAFAST_MEMBERS_22
#undef VAFAST_MEMBERS_23
#undef VAFAST_MEMBERS_24
#undef VAFAST_MEMBERS_25
#undef VAFAST_MEMBERS_26
#undef VAFAST_MEMBERS_27
#undef VAFAST_MEMBERS_28
#undef VAFAST_MEMBERS_29
#undef VAFAST_MEMBERS_30
#undef VAFAST_MEMBERS_31
#undef VAFAST_MEMBERS_32
#undef VAFAST_MEMBERS_33
#undef VAFAST_MEMBERS_34
#undef VAFAST_MEMBERS_35
#undef VAFAST_MEMBERS_36
#undef VAFAST_MEMBERS_37
#undef VAFAST_MEMBERS_38
#undef VAFAST_MEMBERS_39
#undef VAFAST_MEMBERS_40
#undef VAFAST_MEMBERS_41
#undef VAFAST_MEMBERS_42
#undef VAFAST_MEMBERS_43
#undef VAFAST_MEMBERS_44
#undef VAFAST_MEMBERS_45
#undef VAFAST_MEMBERS_46
#undef VAFAST_MEMBERS_47
#undef VAFAST_MEMBERS_48
#undef VAFAST_MEMBERS_49
#undef VAFAST_MEMBERS_50
#undef VAFAST_MEMBERS_51
#undef VAFAST_MEMBERS_52
#undef VAFAST_MEMBERS_53
#undef VAFAST_MEMBERS_54
#undef VAFAST_MEMBERS_55
#undef VAFAST_MEMBERS_56
#undef VAFAST_MEMBERS_57
#undef VAFAST_MEMBERS_58
#undef VAFAST_MEMBERS_59
#undef VAFAST_MEMBERS_60
#undef VAFAST_MEMBERS_61
#undef VAFAST_MEMBERS_62
#undef VAFAST_MEMBERS_63
#undef VAFAST_MEMBERS_64
// clang-format on

}  // namespace vafast::detail

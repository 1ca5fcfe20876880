// Generated from a Java 17 by `node scripts/jvm/regex-vectors.ts --unicode`: what its java.lang.Character says of each code point. Do not edit.
// Ranges are "gap length" pairs, mappings "start count step delta" fours, numbers in base 36.

export const CATEGORIES: Readonly<Record<string, string>> = {
 "Lu": "1t q 2t n 1 7 x 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 2 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 2 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 2 1 1 1 1 3 2 1 1 1 2 1 3 2 4 1 2 1 3 3 2 1 2 1 1 1 1 1 2 1 1 2 1 1 2 1 3 1 1 1 2 3 1 7 1 2 1 2 1 2 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 2 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 2 1 2 1 1 3 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 7 2 1 2 2 1 1 4 1 1 1 1 1 1 1 1 81 1 1 1 3 1 8 1 6 1 1 3 1 1 1 2 1 h 1 9 z 1 2 3 3 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 5 1 2 1 1 2 2 1f 1c 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 9 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 2 1 1 1 1 1 1 1 1 1 1 1 1 2 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 2 12 289 12 1 1 5 1 k2 2e 1p6 17 2 3 8w 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 9 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 9 8 8 6 a 8 8 8 8 6 b 1 1 1 1 1 1 1 8 8 20 4 c 4 c 4 c 5 b 4 7a 1 4 1 3 3 2 3 2 1 3 5 6 1 1 1 1 1 1 4 2 4 a 2 5 1 1p 1 22k 1b 1d 1 1 3 2 1 1 1 1 1 1 4 1 1 2 1 8 3 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 8 1 1 1 4 1 nyl 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 j 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 3r 1 1 1 1 1 1 1 1 1 1 1 1 1 3 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 a 1 1 1 1 2 1 1 1 1 1 1 1 1 4 1 1 1 2 1 1 1 3 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 5 1 5 1 1 1 1 1 1 1 1 1 1 3 1 1 4 1 1 17 1 h7v q xx 14 3s 10 1ik 1f 2ct w gw0 w k2o q q q q q q 1 1 2 2 1 2 2 2 4 1 8 q q q 2 1 4 2 8 1 7 r 2 1 4 1 5 1 1 3 7 r q q q q q q q q q q q u p x p x p x p x p x 1 3ed y",
 "Ll": "2p q 1m 1 15 o 1 8 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 2 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 2 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 2 1 1 1 1 3 2 1 1 1 2 1 3 2 4 1 2 1 3 3 2 1 2 1 1 1 1 1 2 1 1 2 1 1 2 1 3 1 1 1 2 2 2 3 6 1 2 1 2 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 2 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 2 2 1 1 1 3 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 7 2 1 2 2 1 1 4 1 1 1 1 1 1 1 1 1x 1 r 5d 1 1 1 3 1 3 3 i 1 r z 1 2 3 3 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 5 1 1 2 1 2 2 1f 1c 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 9 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 2 1 1 1 1 1 1 1 1 1 1 1 1 2 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1c 15 287 17 2 3 l4 6 1oi 9 3b 18 1r d 1 y 2u 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 9 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 9 8 6 a 8 8 8 8 6 a 8 8 8 8 e 2 8 8 8 8 8 8 5 1 2 6 1 3 3 1 2 8 4 2 2 8 8 a 3 1 2 7m 1 3 2 3 1 r 1 4 1 4 1 2 2 8 4 4 1 1h 1 23v 1b 2 1 3 2 1 1 1 1 1 1 4 1 1 2 1 6 5 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 2 7 1 1 1 4 1 c 12 1 1 5 1 nwz 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 j 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 3r 1 1 1 1 1 1 1 1 1 1 1 1 3 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 8 1 1 1 1 2 1 1 1 1 1 1 1 1 1 4 1 1 1 2 1 1 3 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 5 1 5 1 1 1 1 1 1 1 1 1 1 1 3 1 4 1 1 1 17 1 3 1 mt 17 5 9 7 28 fnk 7 c 5 tl q y5 14 3s 10 1j8 1f 2bx w gw0 w k2i q q 7 1 i q q q 4 1 1 1 7 1 b q q q q q q q q q q q q q q q q q s s p 1 6 q p 1 6 q p 1 6 q p 1 6 q p 1 6 1 1 3fa y",
 "Lt": "cl 1 2 1 2 1 12 1 5ud 8 8 8 8 8 c 1 f 1 1b 1",
 "Lm": "j4 i 4 c e 5 7 1 1 1 3p 1 5 1 da 1 6e 1 4k 2 7h 2 4 1 v 1 9 1 3 1 94 1 yc 1 3j 1 fp 1 1cq 1 2z 1 gz 1 cw 6 4u 1r d 1 y 11 j5 1 d 1 g d 2cf 2 6p 1 5b 1 d1 1 17 5 5 1 2p 2 2l 3 lxy 1 yq 6 7i 1 36 1 s 2 3d 9 28 1 n 1 33 2 d1 1 m 1 3t 1 30 1 l 2 2v 4 9 1 gli 1 19 2 l9c 4 un d 1s 2 1 1 mdv 7 1l9 1",
 "Lo": "4q 1 f 1 74 1 4 4 5s 1 mz r 4 4 19 w 1 a z 2 1 2r 1 1 o 2 a 3 2 1 g 1 1 u t 2h b 1 o x l m 16 p 7 b 1h l 1 i 1o 1i 3 1 i 1 7 a g f 4 8 2 2 2 m 1 7 1 1 3 4 3 1 g 1 d 2 1 3 e 2 a 1 8 6 4 2 2 m 1 7 1 2 1 2 1 2 v 4 1 1 j 3 g 9 1 3 1 m 1 7 1 2 1 5 3 1 i 1 f 2 n 1 b 8 2 2 2 m 1 7 1 2 1 5 3 1 u 2 1 3 f 1 h 1 1 6 3 3 1 4 3 2 1 1 1 2 3 2 3 3 3 c m 1 1g 8 1 3 1 n 1 g 3 1 q 3 5 2 u 1 4 8 1 3 1 n 1 a 1 5 3 1 w 1 1 2 f 2 h 9 1 3 1 15 2 1 g 1 5 3 8 3 o 6 5 i 3 o 1 9 1 1 2 7 1m 1c 1 2 c 6 1n 2 1 1 1 5 1 o 1 1 1 a 1 2 9 1 2 5 n 4 w 1 1r 8 1 10 r 5 37 17 k 1 g 6 4 4 3 1 3 2 7 3 4 d c 1 35 95 1 4 2 7 1 1 1 4 2 15 1 4 2 x 1 4 2 7 1 1 1 4 2 f 1 1l 1 4 2 1v 11 g 35 h8 2 h 1 q 5 23 6 8 7 d 1 4 e i e i e d 1 3 f 1g 14 1 1v z 1 1h 7 5 2 y 1 1 5 1y a v 1d u 2 5 b 18 4 q 1i n 9 1h 4w 1b h 7 1j u d 2 a 18 q 10 15 3 a u 35 4 1 6 1 2 3 1 u2 4 2d3 1k o n 9 7 1 7 1 7 1 7 1 7 1 7 1 7 1 7 fb 1 1h 1 4 2e 8 1 1 2i 4 1 5 17 1 2m h w 1c g e8 534 1s g71 3 l 1 vr 1v 14 8 7g 4 g a 2 1u 1 1d 1y 4p 1 2v 1 3 7 1 3 1 4 1 n t 1g e 1e 1q 6 3 1 1 2 b s a n p t 7 1b 19 5 2 9 a 5 1 15 n 3 1 8 k g 1 6 3 1 3 1e 1 1 3 2 2 5 2 1 1 1 o 2 3 b 7 1 e 6 2 6 2 6 9 7 1 7 41 z t 8mc c n 4 1d 6is a6 2 2y 1v 1 1 a 1 d 1 5 1 1 1 2 1 2 1 30 x a3 i 1s 2 1i 14 c 38 5 1 3r 2x a 1 19 2 v 3 6 2 6 2 6 2 3 z c 1 q 1 j 1 2 1 f 2 e y 3f at t 3 1d 1b w d k 1 8 6 12 a u 2 10 4 8 3k 26 2q 14 8 1g 4c 8n 9 m a 8 48 6 2 1 1 18 1 2 3 1 2 n a n 9 v 1t j 1 2 a m a q 1y 1k 6 2 1s 1 f 4 1 3 1 t 16 t 3 t z 8 1 s r 1i a m a j d i 32 21 53 10 9o 16 6 2 26 t a 1 8 m 2y l r n c 1h 23 19 w p q 10 t 1 2 1 8 z 3 1 c 1c e 4 l 1 1 1 z i 1 p 2c 7 1 1 1 4 1 f 1 a 7 1b 12 8 2 2 2 m 1 7 1 2 1 5 3 1 i 1 c 5 4e 1h i 4 k 3 u 1c k 2 1 1 54 1b 15 4 10 1c k 1 1n 17 d 1 1z r 6d 18 5v 8 2 1 2 8 1 2 1 o f 1 1 1 2m 8 2 13 g 1 1 1 s 1 a 14 7 1 l 1 b 1a j 1 y 1l 7b 9 1 11 h 1 1d u 34 7 1 2 1 12 l 1 p 6 1 2 1 w e 1 93 j 59 1 27 pm 6e 5g 24c tr 34h g7 6nt ft 7 v 35 u i 1c 1f l 5 j og 23 5 1 4v 4qg 8 ye 16 9 6wn 7z 1d 3 h 4 8 b0 1s4 2z 5 d 3 9 7 a 76u 19 x 1 a9 18 104 5h 117 4 1 r 1 2 1 1 2 1 1 a 1 4 1 1 1 1 6 1 4 1 1 1 1 1 1 3 1 2 1 1 2 1 1 1 1 1 1 1 1 1 1 2 1 1 2 4 1 7 1 4 1 4 1 1 1 a 1 h 5 3 1 5 1 h 3es wym y 379 b 66 2 4g2 e 5rl 2e7 f2 15u 3t7",
 "Mn": "lc 34 7n 5 7d 19 1 1 1 2 1 2 1 1 20 b 1c l g 1 2t 7 2 6 2 2 1 4 z 1 u r 2j b 1m 9 9 1 o 4 1 9 1 3 1 5 17 3 3b f 1 w 1j 1 1 1 4 8 4 1 3 7 a 2 t 1 1m 1 4 4 8 1 k 2 q 1 2 2 1l 1 4 2 4 2 2 3 3 1 u 2 3 1 b 2 1l 1 4 5 1 2 4 1 k 2 m 6 1 1 1m 1 2 1 1 4 8 1 7 2 b 2 u 1 1p 1 c 1 1e 1 3 1 1l 3 5 3 1 4 7 2 b 2 t 1 1m 1 2 1 6 1 5 2 k 2 s 2 1l 2 4 4 8 1 k 2 t 1 20 1 7 3 1 1 2i 1 2 7 c 8 2q 1 2 9 b 6 22 2 r 1 1 1 1 1 1j e 1 5 1 2 5 b 1 10 9 1 2u 4 1 6 1 2 2 2 p 2 4 3 g 4 d 1 2 2 6 1 f 1 jj 3 qa 3 t 3 t 2 u 2 1s 2 1 7 8 1 2 b 9 1 19 3 3b 2 y 1 3a 3 4 2 9 1 6 3 63 2 2 1 1m 1 1 7 1 1 1 1 2 8 6 a 2 1 1c e 1 2 1r 4 1c 1 1 5 1 1 5 1 14 9 c 2 w 4 2 2 1 3 1k 1 1 2 3 1 1 3 1m 8 2 2 48 3 1 d 1 7 4 1 6 1 3 2 5i 1m 1 5 k0 d 4 1 3 c 2da 3 3x 1 2o w fe 4 2z 2 n9w 1 4 a w 2 28 2 7k 1 3 1 4 1 p 2 5 1 47 2 q i d 1 12 8 p b 1a 3 1c 1 2 4 2 2 13 1 1v 6 2 2 2 2 c 1 8 1 1b 1 1f 1 1 3 2 2 5 2 1 1 16 2 8 1 6m 1 2 1 4 1 fn4 1 kh g g g r1 1 6a 1 45 5 1ae 3 1 2 5 4 14 3 4 1 4l 2 fx 4 ar 2 49 b 4w 1 1i f 1k 3 1d 4 2 2 1x 3 10 5 1 8 1q 1 c 2 1g 9 a 4 2 1 2n 3 2 1 1 2 6 1 4g 1 3 8 l 2 1l 2 3 1 11 7 3 5 5f 8 2 3 1 1 n 1 2c 6 1 1 4 2 1 2 6m 4 6 2 1 2 r 2 2d 8 2 1 1 2 2y 1 1 1 2 6 1 1 2t 3 2 4 1 5 77 9 1 2 74 2 1 1 4 1 40 4 2 2 4 1 w a 14 6 2 4 8 1 9 6 2 3 1a d 1 2 ba 7 1 6 1 1 2a m 2 7 1 2 1 2 3e 6 3 1 1 2 1 7 1 1 20 2 3 1 1 1 9n 2 f0b 5 1n 7 t4 1 1r 4 29 1 f5k 2 43s 3 h 8 2 7 u 4 44 3 1iz 1j 4 1e 8 1 e 1 m 5 1 f 11s 7 1 h 2 7 1 2 1 5 79 7 c5 4 15s 7 31 7 gzhx 6o",
 "Me": "w8 2 4dw 1 17i 4 1 3 qdn 3",
 "Mc": "1s3 1 1j 1 2 3 8 4 1 2 1e 2 1m 3 6 2 2 2 a 1 17 1 1m 3 1u 1 1m 3 8 1 1 2 1h 2 1m 1 1 1 6 2 2 2 a 1 2u 2 1 2 3 3 1 3 a 1 15 3 1p 4 1p 2 1m 1 1 5 2 2 1 2 9 2 17 2 1m 3 5 3 1 3 a 1 16 2 23 3 6 8 i 2 96 2 1r 1 4r 2 4 1 6 1 2 2 p 2 a 3 2 7 l 2 2 6 2 1 a 3 1eh 1 7 8 1 2 9m 4 2 3 4 2 1 6 68 2 1m 1 1 1 9 1 1 2 8 6 41 1 1c 1 5 1 1 5 1 2 1p 1 u 1 4 2 2 1 1o 1 2 3 1 1 3 2 1c 8 8 2 4r 1 l 1 3sm 2 noz 2 2 1 2g 2 1e g 3y 2 1b 1 1c 2 4 2 2 3 32 2 2 2 o 1 19 1 1 1 31 1 2 2 5 1 6l 2 1 2 1 2 1 1 jrn 1 1 1 3j 1 19 3 4 2 37 1 o 2 1n 1 1c 3 9 2 d 1 2l 3 3 2 1 1 4q 3 v 2 1m 2 1 4 2 2 2 3 9 1 a 2 5t 3 8 2 3 1 2y 3 6 1 1 4 2 1 6l 3 6 4 2 1 35 3 8 2 1 1 31 1 1 2 6 1 2x 2 4 1 79 3 9 1 6v 6 1 2 4 1 2 1 1 1 3y 3 8 4 4 1 2c 1 t 2 1q 1 bb 1 e 1 2y 1 7 1 2 1 5x 5 4 2 1 1 9q 2 fve 1j 2w 2 j8z 2 6 6",
 "Nd": "1c a 17q a 3q a 5i a bg a 3a a 3a a 3a a 3a a 3a a 3a a 3a a 3a a 3a a 2o a 3a a 1y a 7q a 1y a 1fq a 12 a 8c a 3k a 4m a 6 a 52 a 2e a 3q a 6 a r7q a iu a 12 a 5i a m a 2e a ba a geu a 13a a 1om a mk a 3k a 1o a 40 a 7q a 9i a 3a a ae a 2u a 2u a bq a 2u a l2 a 6u a 1y a f5i a 6e a lf8 1e 1ts a bq a 192 a 3o6 a",
 "Nl": "4j2 3 227 z 2 4 2v2 1 p 9 e 3 nfv a hu8 1h cs 1 8 1 3q 5 6cq 33",
 "No": "4y 2 5 1 2 3 1th 6 ag 6 3c 3 3p 7 61 7 h 9 c1 a tx k vn a dc 1 1at 1 3 6 6 a 5i g 15 1 k6 1o 26 m hi u 12h 1 wk 4 3u a u 8 1 f w a 13 f n74 6 hjl 19 1t 4 h 2 9h r 10 4 110 8 p 7 13 9 23 5 m 6 4g 2 2 g 2 1a 1s 9 1g 2 u 3 23 5 2w 8 o 8 15 7 96 6 9s v 4e a 16 4 34 7 3q k aj k 11h 2 by 9 o7 j nn l ex2 7 m6 n jt5 k 30 p 47i 9 pt 1n 1 3 1 4 24 19 1 f qq d",
 "Zs": "w 1 3j 1 4bj 1 1vj b 10 1 1b 1 334 1",
 "Zl": "6co 1",
 "Zp": "6cp 1",
 "Cc": "0 w 2n x",
 "Cf": "4t 1 11u 6 m 1 5c 1 1d 1 cy 1 2zv 1 1ks 5 q 5 1d 5 1 a 17yn 1 6x 3 3b5 1 f 1 6zm 9 qxz 4 43z 8 h406 1 u 2o",
 "Co": "188w 4xs jpc0 1eke 2 1eke",
 "Cs": "16o0 1kw",
 "Pd": "19 1 124 1 1f 1 2td 1 sl 1 1l5 6 2rl 1 2 1 v 2 4 1 d7 1 j 1 33 1 14ls 2 11 1 a 1 4p 1 333 1",
 "Ps": "14 1 1e 1 v 1 2wu 1 1 1 1ge 1 1vi 1 3 1 12 1 1j 1 f 1 hm 1 1 1 u 1 u6 1 1 1 1 1 1 1 1 1 1 1 1 1 28 1 w 1 1 1 1 1 1 1 1 1 b8 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1s 1 1 1 x 1 th 1 1 1 1 1 1 1 p 1 cl 1 1 1 1 1 1 1 1 1 3 1 1 1 1 1 1 1 2 1 14ip 1 5z 1 t 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 3 1 h 1 1 1 1 1 4q 1 1e 1 v 1 3 1 2 1",
 "Pe": "15 1 1f 1 v 1 2wt 1 1 1 1ge 1 1wp 1 1j 1 f 1 hm 1 1 1 u 1 u6 1 1 1 1 1 1 1 1 1 1 1 1 1 28 1 w 1 1 1 1 1 1 1 1 1 b8 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1s 1 1 1 x 1 th 1 1 1 1 1 1 1 db 1 1 1 1 1 1 1 1 1 3 1 1 1 1 1 1 1 2 2 14im 1 61 1 t 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 3 1 h 1 1 1 1 1 4q 1 1f 1 v 1 2 1 2 1",
 "Pc": "2n 1 6an 2 j 1 17tq 2 o 3 6n 1",
 "Po": "x 3 1 3 2 1 1 1 1 2 a 2 3 2 r 1 1w 1 5 1 e 2 7 1 ji 1 8 1 cy 6 15 1 1i 1 2 1 2 1 18 2 k 2 1 2 d 1 2 2 22 4 2u 1 17 e 6h 3 1i f v 1 79 2 a 1 3w 1 3c 1 3d 1 au 1 c 1 a7 1 2i 1 a 2 4o f 1 1 34 1 22 5 4 2 33 6 4r 1 h0 9 lh 1 3g 3 1z 2 4d 3 1 3 11 6 1 4 8p 2 60 2 3k 7 1 6 4s 7 4b 4 1n 5 1q 2 1s 8 b 1 n6 2 8 8 8 9 2 4 2 3 3 b 1 1 1 a 2hm 4 1 2 34 1 3z 2 4 3 2 1 2 9 1 2 1 1 2 2 a 5 1 a 2 4 1 1 1 d 2 1 by 3 1l 1 59 1 mwy 2 7h 3 2r 1 a 1 37 6 ak 4 2e 2 14 3 1 1 1d 2 1b 1 2p d g 2 3g 4 3i 2 g 2 6x 1 g84 7 2 1 m 1 k 2 2 4 3 3 1 4 7 3 6 1 1 2 45 3 1 3 2 1 1 1 1 2 a 2 3 2 r 1 10 1 2 2 be 3 ik 1 1c 1 bi 1 kn 1 5j 1 v 1 7k 9 12 1 34 7 1u 7 2h 4 qg 5 6l 7 31 2 1 4 3i 4 1c 2 27 4 4 1 d 1 1 3 2g 6 2z 1 bl 5 a 2 1 1 2w 1 6y n 2x 3 s d 5r 3 70 1 7c 3 4b 1 2k 8 2b 3 1 5 bi 5 16 2 hx 2 7a 1 vk 5 dtl 2 3p 1 1t 5 8 1 nm 4 93 1 f5o 1 5wn 5 2xe 2",
 "Sm": "17 1 g 3 1p 1 1 1 19 1 4 1 11 1 v 1 la 1 en 3 56j 1 d 1 13 3 d 3 3v 1 13 5 6 1 1w 5 5 2 4 1 2 1 2 1 7 1 v 2 2 1 1 1 v 7g w 2 2i 1 u p 14 6 d1 1 9 1 1i 8 33 1 9c 5 2 v a g 74 3n m 1r 4 w 2 76 1c l 2 6 1524 1 mw 1 1 3 4k 1 g 3 1p 1 1 1 3n 1 6 4 16fo 1 p 1 v 1 p 1 v 1 p 1 v 1 p 1 v 1 p 1 4ks 2",
 "Sc": "10 1 3h 4 yx 1 3f 1 du 2 du 2 7 1 6t 1 7b 1 g5 1 1wb 1 1qc w qrc 1 gxv 1 30 1 4a 1 63 2 3 2 6ba 4 12ji 1 1ww 1",
 "Sk": "2m 1 1 1 1z 1 6 1 4 1 3 1 eh 4 c e 5 7 1 1 1 h 39 1 e 2 5kn 1 1 3 b 3 d 3 d 3 d 2 3a4 2 ndv n 9 2 2v 2 r4 1 e 2 fuu g os 1 1 1 4i 1 1c7r 5",
 "So": "4m 1 2 1 4 1 1 1 r5 1 7e 2 3j 2 5q 1 a 1 j 2 6v 1 eb 1 ad 1 3m 6 1 1 3o 1 5r 1 15 1 av 3 f 1 1 3 2 6 k 1 1 1 1 1 3p 8 1 6 1 2 5 4 5h 2 kw a k3 1 k2 1 4d y 9t a 9 9 137 2 1 4 1 2 a 1 1 2 6 6 1 1 1 1 1 1 4 1 b 2 e 1 1 2 1 1 1m 2 9 5 2 4 1 2 1 2 1 7 1 v 2 2 1 1 1 v 7g 8 4 k 2 7 2 29 1 u p 14 6 1x p b 29 26 m 53 1 9 1 1i 8 33 1 6w 18 18 1s 74 e8 1c l 2 6 13 2 w 1 2x 6d 6 9x 2 1a q 1 2h c 5y q c 8 1 d 2 c 1 l 2 6 2 9c 2 4 a w 10 s v b u 8 1 f w a 13 f 8w 534 1s h3k 1j o1 4 a 2 1 1 fx 3 ghv 1 di 1 3 1 4 2 d 2 8p 9 1l h 2 3 1 d 3 1 1b 19 1a2 2 gf 1 2gm 1 1p1 8 4 h eve 4 5 1 g2e 1 3tv 6u a 13 2 1o 5 3 m 2 7 u 4 1n n 1u 3 1 56 2f x5 e8 1j 4 1e 8 1 e 1 2 1c8 1 28s 1 3l 1 k1 18 4 2s c f 2 f 1 f 1 11 n 4h 1k t d 18 4 9 7 2 e 6 4a 6z 5 k8 8 d 3 d 3 38 c 2h 7 c k c 4 1k 8 a 6 14 8 u 2 2 26 3d 1 2a 1 3r c e 2 5 3 3 5 7 9 p 7 7 9 3 d 7 15 43 1 1j",
 "Pi": "4r 1 67g 1 2 2 2 1 p 1 2q0 1 1 1 4 1 2 1 f 1 3 1",
 "Pf": "57 1 671 1 3 1 s 1 2q0 1 1 1 4 1 2 1 f 1 3 1"
};

export const PROPERTY_DIFFERENCES = {
 "Lowercase": "4q 1 f 1 dx 9 7 2 u 5 2o 1 1g 1 52p 1r d 1 y 11 j5 1 d 1 g d 5v g nk q 1hu 2 o4e 2 5u 1 3r 2 o2 4",
 "Uppercase": "6lc g na q 2ixs q 6 q 6 q",
 "Alphabetic": "n9 1 h6 e 1 1 1 2 1 2 1 1 20 b 1c d 1 7 g 1 2t 7 4 4 2 2 4 1 z 1 u g 2u b 2t 2 3 9 1 3 1 4 4n c 3 7 6 k 1i 2 2 f 1 2 5 3 a 2 t 3 1m 7 2 2 2 2 a 1 a 2 t 3 1m 5 4 2 2 2 4 1 u 2 3 1 b 3 1m 8 1 3 1 2 l 2 m 3 4 3 1m 7 2 2 2 2 9 2 a 2 u 1 1n 5 3 3 1 3 a 1 14 4 1m 7 1 3 1 3 8 2 b 2 t 3 1m 7 1 3 1 3 8 2 b 2 s 4 1m 7 1 3 1 3 a 1 a 2 t 3 23 6 1 1 1 8 i 2 1p 1 2 7 i 1 2r 1 2 6 1 2 g 1 4j h b b 1 10 32 c 1 1 2 4 n 4 4 3 1 3 2 7 3 4 d c 1 1 a 4 19w 2 u 2 u 2 u 2 1u j 58 2 y 1 3a c 4 9 66 5 1l a 2 k 22 2 1r 5 1c f 1o 3 u 9 2 2 1l b 1e j c0 e 1c1 1g 1rq w nsk 8 y 2 9u 1 8 1 n 5 2g 2 1e g 1 1 1l 1 12 5 s c 19 4 1c c 11 1 1v e c 1 8 2 19 3 1e 1 1 3 2 2 5 1 18 5 5 1 6l 8 fn7 1 1nb 5 1ae 3 1 2 5 4 lw 4 ar 2 9f 3 1h e 1o 1 19 9 1z 3 10 c i 2 1l 3 1c d e 2 2k 9 2 1 6 1 4g a n 4 1m 7 2 2 2 2 a 1 a 2 5t d 1 3 2y i 6l 7 2 7 t 2 2a f 1 1 2y b 2v e 75 d 6v 6 1 2 2 2 3 1 1 1 3y 7 2 6 4 1 s a 16 5 1 4 i b 1a e bb 8 1 7 2b m 1 e 3e 6 3 1 1 2 1 3 1 1 3 1 1u 5 1 2 1 4 9o 4 fvc 1 1 1j 7 4 2l 2 f58 1 6zl 7 1 h 2 7 1 2 1 5 1ss 1 1k8 q 6 q 6 q",
 "Ideographic": "9hi 2 p 9 e 3 qt 534 1s g71 hkz a6 2 2y n4a 1 r 4qg 8 ye 16 9 76v b0 f7o wym y 379 b 66 2 4g2 e 5rl 2e7 f2 15u 3t7",
 "JavaIdentifierStart": "",
 "JavaIdentifierPart": "0 9 5 e 2r x",
 "UnicodeIdentifierStart": "4ud 2 1ox 1 l 1 31o 2",
 "UnicodeIdentifierPart": "0 9 5 e 2r x n 1 jz 1 34x 9 19k 1 1fh 1 l 1 31o 2",
 "IdentifierIgnorable": "0 9 5 e 2r x",
 "Whitespace": "9 5 e 4 3k 1 67a 1 13 1",
 "Mirrored": "14 2 i 1 1 1 s 1 1 1 t 1 1 1 19 1 f 1 2v2 4 1gd 2 1wc 2 a 2 1i 2 e 2 4x 1 5c 4 3 6 3 1 3 2 3 4 1 4 1 1 1 1 4 9 5 1 1 i 5 4 9 2 1 1 1 8 2 v 2 4 5 1 9 2 2 j 5 2 9 5 2 2 4 o 2 g 8 4 k 2 7 2 u5 e 22 1 2 4 1 2 1 3 5 4 5 3 3 e b7 m 2 6 1 e 8 1 7 6 3 1 4 5 1 2 2 5 4 1 1 3 2 2 a 6 2 2 c j 1 4 2 1 1 1 2 1 1 4 5 2 6 3 o 2 b 2 4 4 1 2 2 2 4 17 2 8 1 14 5 1 1 1 3 5 5 3 4 1 3 5 1 1 74 1 eb 4 3 2 1 2 e 2 2 a da a 2 8 14ql 6 5 2 4i 2 i 1 1 1 s 1 1 1 t 1 1 1 1 2 1 2 16k7 1 1l 1 1l 1 1l 1 1l 1",
 "ExtendedPictographic": "4p 1 4 1 68d 1 c 1 60 1 m 1 2i 6 f 2 a7 2 c 1 2n 1 1y 1 p b 4 3 5j 1 6f 2 a 1 9 1 1m 4 1 6 1 c 1 36 a 3a 2 b 1 1 1 1 6 1 3 1 6 1 a 2 f 1 2 1 4 1 1 1 4 3 1 1 b 5 19 3 9 1 e 1 e 1 ac 2 cv 3 j 2 1f 1 4 1 yi 1 c 1 gp 1 1 1 2fza 74 d 3 v 1 1o 6 c 2 e 1 2 a i 1l r f a 1 k 1 2 9 1 4 9 c2 5 8u 8 7e 1c 3k 38 c 2d 17 c 4 1k 8 a 6 14 8 u 2a c 1b 1 a 1 c9 74 se"
};

/** Names joined by "|", ranges; the one without ranges is every code point that no other holds. */
export const SCRIPTS: readonly (readonly [string, string])[] = [
 [
  "COMMON|ZYYY",
  "0 1t q 6 q 1b 1 f 1 5 n 1 v 1 ch 13 5 5 2 k 38 1 9 1 6 1 1 1 hp 1 6 1 e 1 3 1 w 1 4c 1 ec 1 3l 2 yh 1 b9 4 82 1 167 3 1z 2 5n 2 1 1 y5 1 d 1 7 4 1 6 1 3 2 1 lh c 2 2f 1 b 3 b 1 f h w 1s 12 1 3 2 6 1 r 1 h 15 3 4 if p b l ps 74 hg 2 w 1 2x e8 2b bh c 4 5 1 1 1 p f 8 4 4 2j 2 3 1 2i 2 43 g w 10 1o 1s v 29 1b 1 2g 4o 534 1s hkw y 2u 3 4l a 6s 1 4g 1 az 1 e 2 g5u 2 5s a m z 1 j 1 4 43 1 1 w q 6 q b a 1 19 2 1s 7 1 7 a 5 76 3 4 19 3 9 28 d 1f 19 6c r lie 2 f5o 4 3to 6u a 13 2 1q 3 h 8 2 7 u 4 1n 6v k c 2f 9 p 3r 2d 1 1z 1 2 2 1 2 2 2 4 1 c 1 1 1 7 1 1t 1 4 2 8 1 7 1 s 1 4 1 5 1 1 3 7 1 9g 2 84 2 1e 41d 1w 24 1p jm 18 4 2s c f 2 f 1 f 1 11 a 4u 1k q 1 2 d 18 4 9 7 2 e 6 4a rc 8 d 3 d 3 38 c 2h 7 c k c 4 1k 8 a 6 14 8 u 2 2 26 3d 1 2a 1 3r c e 2 5 3 3 5 7 9 p 7 7 9 3 d 7 15 43 1 1j 11 a gvlz 1 u 2o"
 ],
 [
  "LATIN|LATN",
  "1t q 6 q 1b 1 f 1 5 n 1 v 1 ch 13 5 55n 12 6 1d 5 4 5 d 1 1y 1t 74 a9 1 d 1 g d 3x 2 6 1 r 1 h 15 253 w o82 2u 3 1h 2 9 16 b mo 17 1 9 1 4 fpy 7 t6 q 6 q"
 ],
 [
  "GREEK|GREK",
  "og 4 1 3 2 4 1 1 4 1 1 1 1 3 1 1 1 k 1 1r e g 4yu 5 1e 5 4 5 2c 1 8w m 2 6 2 12 2 6 2 8 1 1 1 1 1 1 1 v 2 1h 1 f 1 e 2 6 1 j 2 3 1 9 87 1 rb2 1 gyi 27 h 1 155r 1y"
 ],
 [
  "CYRILLIC|CYRL",
  "sg 3p 2 4p 4ls 9 4i 1 24 1 38n w nr4 2o ham 2"
 ],
 [
  "ARMENIAN|ARMN",
  "10x 12 2 1e 2 3 1chv 5"
 ],
 [
  "HEBR|HEBREW",
  "13l 1j 8 r 4 6 1cfc q 1 5 1 1 1 2 1 2 1 a"
 ],
 [
  "ARAB|ARABIC",
  "16o 5 1 6 1 e 1 1 1 1 1 w 1 a b q 1 30 1 y 28 1c 80 l 1 i b f 1 t 1bv4 36 h a3 i 1s 2 1i 14 e 36 5 1 3r 31f v 185d 4 1 r 1 2 1 1 2 1 1 a 1 4 1 1 1 1 6 1 4 1 1 1 1 1 1 3 1 2 1 1 2 1 1 1 1 1 1 1 1 1 1 2 1 1 2 4 1 7 1 4 1 4 1 1 1 a 1 h 5 3 1 5 1 h 1g 2"
 ],
 [
  "SYRC|SYRIAC",
  "1ds e 1 1o 2 3 7k b"
 ],
 [
  "THAA|THAANA",
  "1hc 1e"
 ],
 [
  "DEVA|DEVANAGARI",
  "1s0 29 4 f 2 q vhc w"
 ],
 [
  "BENG|BENGALI",
  "1vk 4 1 8 2 2 2 m 1 7 1 1 3 4 2 9 2 2 2 4 8 1 4 2 1 5 2 p"
 ],
 [
  "GURMUKHI|GURU",
  "1z5 3 1 6 4 2 2 m 1 7 1 2 1 2 1 2 2 1 1 5 4 2 2 3 3 1 7 4 1 1 7 h"
 ],
 [
  "GUJARATI|GUJR",
  "22p 3 1 9 1 3 1 m 1 7 1 2 1 5 2 a 1 3 1 3 2 1 f 4 2 c 7 7"
 ],
 [
  "ORIYA|ORYA",
  "269 3 1 8 2 2 2 m 1 7 1 2 1 5 2 9 2 2 2 3 7 3 4 2 1 5 2 i"
 ],
 [
  "TAMIL|TAML",
  "29u 2 1 6 3 3 1 4 3 2 1 1 1 2 3 2 3 3 3 c 4 5 3 3 1 4 2 1 6 1 e l 1ih1 1e d 1"
 ],
 [
  "TELU|TELUGU",
  "2dc d 1 3 1 n 1 g 3 8 1 3 1 4 7 2 1 3 5 4 2 a 7 9"
 ],
 [
  "KANNADA|KNDA",
  "2gw d 1 3 1 n 1 a 1 5 2 9 1 3 1 4 7 2 7 1 1 4 2 a 1 2"
 ],
 [
  "MALAYALAM|MLYM",
  "2kg d 1 3 1 1f 1 3 1 6 4 g 2 q"
 ],
 [
  "SINH|SINHALA",
  "2o1 3 1 i 3 o 1 9 1 1 2 7 3 1 4 6 1 1 1 8 6 a 2 3 1fcc k"
 ],
 [
  "THAI",
  "2rl 1m 5 s"
 ],
 [
  "LAO|LAOO",
  "2v5 2 1 1 1 5 1 o 1 1 1 n 2 5 1 1 1 6 2 a 2 4"
 ],
 [
  "TIBETAN|TIBT",
  "2yo 20 1 10 4 13 1 10 1 f 1 7 4 2"
 ],
 [
  "MYANMAR|MYMR",
  "35s 4g u9s v 2p w"
 ],
 [
  "GEOR|GEORGIAN",
  "3a8 12 1 1 5 1 2 17 1 4 2a8 17 2 3 37k 12 1 1 5 1"
 ],
 [
  "HANG|HANGUL",
  "3cw 74 5ym 2 75 2m 35 v 1t v nhd t hv 8mc c n 4 1d 7tw v 3 6 2 6 2 6 2 3"
 ],
 [
  "ETHI|ETHIOPIC",
  "3k0 21 1 4 2 7 1 1 1 4 2 15 1 4 2 x 1 4 2 7 1 1 1 4 2 f 1 1l 1 4 2 1v 2 w 3 q 546 n 9 7 1 7 1 7 1 7 1 7 1 7 1 7 1 7 opu 6 2 6 2 6 9 7 1 7"
 ],
 [
  "CHER|CHEROKEE",
  "3vk 2e 2 6 twy 28"
 ],
 [
  "CANADIAN_ABORIGINAL|CANS",
  "3y8 hs fk 1y"
 ],
 [
  "OGAM|OGHAM",
  "4g0 t"
 ],
 [
  "RUNIC|RUNR",
  "4gw 23 3 b"
 ],
 [
  "KHMER|KHMR",
  "4n4 2m 2 a 6 a di w"
 ],
 [
  "MONG|MONGOLIAN",
  "4qo 2 2 1 1 9 1 a 6 2h 7 17 1e45 d"
 ],
 [
  "HIRA|HIRAGANA",
  "9j5 2e 6 3 23q9 7y 1d 3 crx 1"
 ],
 [
  "KANA|KATAKANA",
  "9lt 2i 2 3 6o g 5s 1b 1 2g 14b2 a 1 19 yua 1 9v 4"
 ],
 [
  "BOPO|BOPOMOFO",
  "kq 2 93t 17 34 w"
 ],
 [
  "HAN|HANI",
  "96o q 1 2h c 5y 1b 1 1 1 p 9 e 4 qs 534 1s g71 hkz a6 2 2y n4m 2 sge wym y 379 b 66 2 4g2 e 5rl 2e7 f2 15u 3t7"
 ],
 [
  "YI|YIII",
  "vls wd 3 1j"
 ],
 [
  "ITAL|OLD_ITALIC",
  "1f5s 10 9 3"
 ],
 [
  "GOTH|GOTHIC",
  "1f74 r"
 ],
 [
  "DESERET|DSRT",
  "1fcw 28"
 ],
 [
  "INHERITED|ZINH",
  "lc 34 7p 2 ck b q 1 kg 4 3ff h en 3 1 d 1 7 4 1 6 1 3 2 5i 1m 1 5 ek 2 5e x 309 4 2z 2 14kl g g e r3 1 6a 1 38a 1 11kb 3 h 8 2 7 u 4 h45u 6o"
 ],
 [
  "TAGALOG|TGLG",
  "4jk d 1 7"
 ],
 [
  "HANO|HANUNOO",
  "4kg l"
 ],
 [
  "BUHD|BUHID",
  "4lc k"
 ],
 [
  "TAGB|TAGBANWA",
  "4m8 d 1 3 1 2"
 ],
 [
  "LIMB|LIMBU",
  "4xs v 1 c 4 c 4 1 3 c"
 ],
 [
  "TAI_LE|TALE",
  "500 u 2 5"
 ],
 [
  "LINB|LINEAR_B",
  "1ekg c 1 q 1 j 1 2 1 f 2 e y 3f"
 ],
 [
  "UGAR|UGARITIC",
  "1f9c u 1 1"
 ],
 [
  "SHAVIAN|SHAW",
  "1ff4 1c"
 ],
 [
  "OSMA|OSMANYA",
  "1fgg u 2 a"
 ],
 [
  "CPRT|CYPRIOT",
  "1g5c 6 2 1 1 18 1 2 3 1 2 1"
 ],
 [
  "BRAI|BRAILLE",
  "7wg 74"
 ],
 [
  "BUGI|BUGINESE",
  "54w s 2 2"
 ],
 [
  "COPT|COPTIC",
  "rm e 80g 38 5 7"
 ],
 [
  "NEW_TAI_LUE|TALU",
  "51c 18 4 q 6 b 3 2"
 ],
 [
  "GLAG|GLAGOLITIC",
  "8ow 1b 1 1b 2e1t 7 1 h 2 7 1 2 1 5"
 ],
 [
  "TFNG|TIFINAGH",
  "8xc 1k 7 2 e 1"
 ],
 [
  "SYLO|SYLOTI_NAGRI",
  "x6o 19"
 ],
 [
  "OLD_PERSIAN|XPEO",
  "1fa8 10 4 e"
 ],
 [
  "KHAR|KHAROSHTHI",
  "1gjk 4 1 2 5 8 1 3 1 t 2 3 4 a 7 9"
 ],
 [
  "BALI|BALINESE",
  "5c0 24 4 19"
 ],
 [
  "CUNEIFORM|XSUX",
  "1kw0 pm 2u 33 1 5 b 5g"
 ],
 [
  "PHNX|PHOENICIAN",
  "1gcg s 3 1"
 ],
 [
  "PHAG|PHAGS_PA",
  "x8g 1k"
 ],
 [
  "NKO|NKOO",
  "1j4 1n 2 3"
 ],
 [
  "SUND|SUNDANESE",
  "5fk 1s 74 8"
 ],
 [
  "BATAK|BATK",
  "5hc 1g 8 4"
 ],
 [
  "LEPC|LEPCHA",
  "5j4 1k 3 f 3 3"
 ],
 [
  "OLCK|OL_CHIKI",
  "5lc 1c"
 ],
 [
  "VAI|VAII",
  "wlc 8c"
 ],
 [
  "SAUR|SAURASHTRA",
  "xa8 1y 8 c"
 ],
 [
  "KALI|KAYAH_LI",
  "xds 1a 1 1"
 ],
 [
  "REJANG|RJNG",
  "xf4 10 b 1"
 ],
 [
  "LYCI|LYCIAN",
  "1f28 t"
 ],
 [
  "CARI|CARIAN",
  "1f34 1d"
 ],
 [
  "LYDI|LYDIAN",
  "1gdc q 5 1"
 ],
 [
  "CHAM",
  "xkw 1j 9 e 2 a 2 4"
 ],
 [
  "LANA|TAI_THAM",
  "55s 1r 1 t 2 b 6 a 6 e"
 ],
 [
  "TAI_VIET|TAVT",
  "xog 1v o 5"
 ],
 [
  "AVESTAN|AVST",
  "1gqo 1i 3 7"
 ],
 [
  "EGYP|EGYPTIAN_HIEROGLYPHS",
  "1o1s tr 1 9"
 ],
 [
  "SAMARITAN|SAMR",
  "1kw 1a 2 f"
 ],
 [
  "MAND|MANDAIC",
  "1mo s 2 1"
 ],
 [
  "LISU",
  "wk0 1c o8g 1"
 ],
 [
  "BAMU|BAMUM",
  "www 2g 124o ft"
 ],
 [
  "JAVA|JAVANESE",
  "xhc 26 2 a 4 2"
 ],
 [
  "MEETEI_MAYEK|MTEI",
  "xr4 n 5l 1a 2 a"
 ],
 [
  "ARMI|IMPERIAL_ARAMAIC",
  "1g74 m 1 9"
 ],
 [
  "OLD_SOUTH_ARABIAN|SARB",
  "1gm8 w"
 ],
 [
  "INSCRIPTIONAL_PARTHIAN|PRTI",
  "1gsg m 2 8"
 ],
 [
  "INSCRIPTIONAL_PAHLAVI|PHLI",
  "1gtc j 5 8"
 ],
 [
  "OLD_TURKIC|ORKH",
  "1gxs 21"
 ],
 [
  "BRAH|BRAHMI",
  "1hq8 26 4 u f 1"
 ],
 [
  "KAITHI|KTHI",
  "1hts 1u b 1"
 ],
 [
  "MERO|MEROITIC_HIEROGLYPHS",
  "1gg0 w"
 ],
 [
  "MERC|MEROITIC_CURSIVE",
  "1ggw o 4 k 2 1a"
 ],
 [
  "SORA|SORA_SOMPENG",
  "1hw0 p 7 a"
 ],
 [
  "CAKM|CHAKMA",
  "1hxc 1h 1 i"
 ],
 [
  "SHARADA|SHRD",
  "1i0w 2o"
 ],
 [
  "TAKR|TAKRI",
  "1j0g 1l 7 a"
 ],
 [
  "MIAO|PLRD",
  "20hs 23 4 1l 7 h"
 ],
 [
  "AGHB|CAUCASIAN_ALBANIAN",
  "1flc 1g b 1"
 ],
 [
  "BASS|BASSA_VAH",
  "1zo0 u 2 6"
 ],
 [
  "DUPL|DUPLOYAN",
  "2fpc 2z 5 d 3 9 7 a 2 4"
 ],
 [
  "ELBA|ELBASAN",
  "1fk0 14"
 ],
 [
  "GRAN|GRANTHA",
  "1ibk 4 1 8 2 2 2 m 1 7 1 2 1 5 2 9 2 2 2 3 2 1 6 1 5 7 2 7 3 5"
 ],
 [
  "HMNG|PAHAWH_HMONG",
  "1zpc 1y a a 1 7 1 l 5 j"
 ],
 [
  "KHOJ|KHOJKI",
  "1i4g i 1 18"
 ],
 [
  "LINA|LINEAR_A",
  "1fr4 8n 9 m a 8"
 ],
 [
  "MAHAJANI|MAHJ",
  "1hzk 13"
 ],
 [
  "MANI|MANICHAEAN",
  "1gow 13 4 c"
 ],
 [
  "MEND|MENDE_KIKAKUI",
  "2oe8 5h 2 g"
 ],
 [
  "MODI",
  "1iww 1x b a"
 ],
 [
  "MRO|MROO",
  "1zk0 v 1 a 4 2"
 ],
 [
  "NARB|OLD_NORTH_ARABIAN",
  "1gn4 w"
 ],
 [
  "NABATAEAN|NBAT",
  "1g8w v 8 9"
 ],
 [
  "PALM|PALMYRENE",
  "1g80 w"
 ],
 [
  "PAUC|PAU_CIN_HAU",
  "1juo 1l"
 ],
 [
  "OLD_PERMIC|PERM",
  "1f80 17"
 ],
 [
  "PHLP|PSALTER_PAHLAVI",
  "1gu8 i 7 4 c 7"
 ],
 [
  "SIDD|SIDDHAM",
  "1itc 1i 2 12"
 ],
 [
  "KHUDAWADI|SIND",
  "1i9c 1n 5 a"
 ],
 [
  "TIRH|TIRHUTA",
  "1im8 20 8 a"
 ],
 [
  "WARA|WARANG_CITI",
  "1jfk 2b c 1"
 ],
 [
  "AHOM",
  "1j40 r 2 f 4 g"
 ],
 [
  "ANATOLIAN_HIEROGLYPHS|HLUW",
  "1s00 g7"
 ],
 [
  "HATR|HATRAN",
  "1gbk j 1 2 5 5"
 ],
 [
  "MULT|MULTANI",
  "1i80 7 1 1 1 4 1 f 1 b"
 ],
 [
  "HUNG|OLD_HUNGARIAN",
  "1h1c 1f d 1f 7 6"
 ],
 [
  "SGNW|SIGNWRITING",
  "2l8g i4 f 5 1 f"
 ],
 [
  "ADLAM|ADLM",
  "2olc 24 4 a 4 2"
 ],
 [
  "BHAIKSUKI|BHKS",
  "1k3k 9 1 19 1 e a t"
 ],
 [
  "MARC|MARCHEN",
  "1k6o w 2 m 1 e"
 ],
 [
  "NEWA",
  "1iio 2k 1 5"
 ],
 [
  "OSAGE|OSGE",
  "1fhs 10 4 10"
 ],
 [
  "TANG|TANGUT",
  "20o0 1 v 4qg 8 lc e8 9"
 ],
 [
  "GONM|MASARAM_GONDI",
  "1kao 7 1 2 1 18 3 1 1 2 1 9 8 a"
 ],
 [
  "NSHU|NUSHU",
  "20o1 1 cy6 b0"
 ],
 [
  "SOYO|SOYOMBO",
  "1jrk 2b"
 ],
 [
  "ZANABAZAR_SQUARE|ZANB",
  "1jpc 20"
 ],
 [
  "HANIFI_ROHINGYA|ROHG",
  "1h4w 14 8 a"
 ],
 [
  "OLD_SOGDIAN|SOGO",
  "1hj4 14"
 ],
 [
  "SOGD|SOGDIAN",
  "1hkg 16"
 ],
 [
  "DOGR|DOGRA",
  "1jb4 1o"
 ],
 [
  "GONG|GUNJALA_GONDI",
  "1kdc 6 1 2 1 11 1 2 1 6 7 a"
 ],
 [
  "MAKA|MAKASAR",
  "1ko0 p"
 ],
 [
  "MEDEFAIDRIN|MEDF",
  "20cg 2j"
 ],
 [
  "ELYM|ELYMAIC",
  "1hpc n"
 ],
 [
  "NAND|NANDINAGARI",
  "1jmo 8 2 1a 2 b"
 ],
 [
  "HMNP|NYIAKENG_PUACHUE_HMONG",
  "2n0g 19 3 e 2 a 4 2"
 ],
 [
  "WANCHO|WCHO",
  "2ncw 1m 5 1"
 ],
 [
  "YEZI|YEZIDI",
  "1hfk 16 1 3 2 2"
 ],
 [
  "CHORASMIAN|CHRS",
  "1ho0 s"
 ],
 [
  "DIAK|DIVES_AKURU",
  "1ji8 7 2 1 2 8 1 2 1 u 1 2 2 c 9 a"
 ],
 [
  "KHITAN_SMALL_SCRIPT|KITS",
  "20o4 1 5cr d2"
 ],
 [
  "UNKNOWN|ZZZZ",
  ""
 ]
];

/** Names joined by "|", ranges. */
export const BLOCKS: readonly (readonly [string, string])[] = [
 [
  "ADLAM",
  "2olc 2o"
 ],
 [
  "AEGEAN NUMBERS|AEGEAN_NUMBERS",
  "1erk 1s"
 ],
 [
  "AHOM",
  "1j40 1s"
 ],
 [
  "ALCHEMICAL SYMBOLS|ALCHEMICAL_SYMBOLS",
  "2rcw 3k"
 ],
 [
  "ALPHABETIC PRESENTATION FORMS|ALPHABETIC_PRESENTATION_FORMS",
  "1dkw 28"
 ],
 [
  "ANATOLIAN HIEROGLYPHS|ANATOLIAN_HIEROGLYPHS",
  "1s00 hs"
 ],
 [
  "ANCIENT GREEK MUSICAL NOTATION|ANCIENT_GREEK_MUSICAL_NOTATION",
  "2k1s 28"
 ],
 [
  "ANCIENT GREEK NUMBERS|ANCIENT_GREEK_NUMBERS",
  "1etc 28"
 ],
 [
  "ANCIENT SYMBOLS|ANCIENT_SYMBOLS",
  "1evk 1s"
 ],
 [
  "ARABIC",
  "16o 74"
 ],
 [
  "ARABIC EXTENDED-A|ARABIC_EXTENDED_A",
  "1pc 2o"
 ],
 [
  "ARABIC MATHEMATICAL ALPHABETIC SYMBOLS|ARABIC_MATHEMATICAL_ALPHABETIC_SYMBOLS",
  "2pkw 74"
 ],
 [
  "ARABIC PRESENTATION FORMS-A|ARABIC_PRESENTATION_FORMS_A",
  "1dn4 j4"
 ],
 [
  "ARABIC PRESENTATION FORMS-B|ARABIC_PRESENTATION_FORMS_B",
  "1e9c 40"
 ],
 [
  "ARABIC SUPPLEMENT|ARABIC_SUPPLEMENT",
  "1g0 1c"
 ],
 [
  "ARMENIAN",
  "10w 2o"
 ],
 [
  "ARROWS",
  "6mo 34"
 ],
 [
  "AVESTAN",
  "1gqo 1s"
 ],
 [
  "BALINESE",
  "5c0 3k"
 ],
 [
  "BAMUM",
  "www 2o"
 ],
 [
  "BAMUM SUPPLEMENT|BAMUM_SUPPLEMENT",
  "1z40 g0"
 ],
 [
  "BASIC LATIN|BASIC_LATIN",
  "0 3k"
 ],
 [
  "BASSA VAH|BASSA_VAH",
  "1zo0 1c"
 ],
 [
  "BATAK",
  "5hc 1s"
 ],
 [
  "BENGALI",
  "1vk 3k"
 ],
 [
  "BHAIKSUKI",
  "1k3k 34"
 ],
 [
  "BLOCK ELEMENTS|BLOCK_ELEMENTS",
  "7eo w"
 ],
 [
  "BOPOMOFO",
  "9og 1c"
 ],
 [
  "BOPOMOFO EXTENDED|BOPOMOFO_EXTENDED",
  "9sw w"
 ],
 [
  "BOX DRAWING|BOX_DRAWING",
  "7b4 3k"
 ],
 [
  "BRAHMI",
  "1hq8 3k"
 ],
 [
  "BRAILLE PATTERNS|BRAILLE_PATTERNS",
  "7wg 74"
 ],
 [
  "BUGINESE",
  "54w w"
 ],
 [
  "BUHID",
  "4lc w"
 ],
 [
  "BYZANTINE MUSICAL SYMBOLS|BYZANTINE_MUSICAL_SYMBOLS",
  "2jnk 74"
 ],
 [
  "CARIAN",
  "1f34 1s"
 ],
 [
  "CAUCASIAN ALBANIAN|CAUCASIAN_ALBANIAN",
  "1flc 1s"
 ],
 [
  "CHAKMA",
  "1hxc 28"
 ],
 [
  "CHAM",
  "xkw 2o"
 ],
 [
  "CHEROKEE",
  "3vk 2o"
 ],
 [
  "CHEROKEE SUPPLEMENT|CHEROKEE_SUPPLEMENT",
  "xv4 28"
 ],
 [
  "CHESS SYMBOLS|CHESS_SYMBOLS",
  "2ry8 34"
 ],
 [
  "CHORASMIAN",
  "1ho0 1c"
 ],
 [
  "CJK COMPATIBILITY|CJK_COMPATIBILITY",
  "a2o 74"
 ],
 [
  "CJK COMPATIBILITY FORMS|CJK_COMPATIBILITY_FORMS",
  "1e7k w"
 ],
 [
  "CJK COMPATIBILITY IDEOGRAPHS|CJK_COMPATIBILITY_IDEOGRAPHS",
  "1d6o e8"
 ],
 [
  "CJK COMPATIBILITY IDEOGRAPHS SUPPLEMENT|CJK_COMPATIBILITY_IDEOGRAPHS_SUPPLEMENT",
  "464g f4"
 ],
 [
  "CJK RADICALS SUPPLEMENT|CJK_RADICALS_SUPPLEMENT",
  "96o 3k"
 ],
 [
  "CJK STROKES|CJK_STROKES",
  "9ts 1c"
 ],
 [
  "CJK SYMBOLS AND PUNCTUATION|CJK_SYMBOLS_AND_PUNCTUATION",
  "9hc 1s"
 ],
 [
  "CJK UNIFIED IDEOGRAPHS|CJK_UNIFIED_IDEOGRAPHS",
  "feo g74"
 ],
 [
  "CJK UNIFIED IDEOGRAPHS EXTENSION A|CJK_UNIFIED_IDEOGRAPHS_EXTENSION_A",
  "a9s 534"
 ],
 [
  "CJK UNIFIED IDEOGRAPHS EXTENSION B|CJK_UNIFIED_IDEOGRAPHS_EXTENSION_B",
  "2t4w wyo"
 ],
 [
  "CJK UNIFIED IDEOGRAPHS EXTENSION C|CJK_UNIFIED_IDEOGRAPHS_EXTENSION_C",
  "3q4g 37k"
 ],
 [
  "CJK UNIFIED IDEOGRAPHS EXTENSION D|CJK_UNIFIED_IDEOGRAPHS_EXTENSION_D",
  "3tc0 68"
 ],
 [
  "CJK UNIFIED IDEOGRAPHS EXTENSION E|CJK_UNIFIED_IDEOGRAPHS_EXTENSION_E",
  "3ti8 4gg"
 ],
 [
  "CJK UNIFIED IDEOGRAPHS EXTENSION F|CJK_UNIFIED_IDEOGRAPHS_EXTENSION_F",
  "3xyo 5s0"
 ],
 [
  "CJK UNIFIED IDEOGRAPHS EXTENSION G|CJK_UNIFIED_IDEOGRAPHS_EXTENSION_G",
  "47pc 3tc"
 ],
 [
  "COMBINING DIACRITICAL MARKS|COMBINING_DIACRITICAL_MARKS",
  "lc 34"
 ],
 [
  "COMBINING DIACRITICAL MARKS EXTENDED|COMBINING_DIACRITICAL_MARKS_EXTENDED",
  "59s 28"
 ],
 [
  "COMBINING DIACRITICAL MARKS SUPPLEMENT|COMBINING_DIACRITICAL_MARKS_SUPPLEMENT",
  "5vk 1s"
 ],
 [
  "COMBINING HALF MARKS|COMBINING_HALF_MARKS",
  "1e74 g"
 ],
 [
  "COMBINING DIACRITICAL MARKS FOR SYMBOLS|COMBINING MARKS FOR SYMBOLS|COMBINING_MARKS_FOR_SYMBOLS",
  "6hc 1c"
 ],
 [
  "COMMON INDIC NUMBER FORMS|COMMON_INDIC_NUMBER_FORMS",
  "x80 g"
 ],
 [
  "CONTROL PICTURES|CONTROL_PICTURES",
  "740 1s"
 ],
 [
  "COPTIC",
  "8sg 3k"
 ],
 [
  "COPTIC EPACT NUMBERS|COPTIC_EPACT_NUMBERS",
  "1f4w w"
 ],
 [
  "COUNTING ROD NUMERALS|COUNTING_ROD_NUMERALS",
  "2kbk w"
 ],
 [
  "CUNEIFORM",
  "1kw0 sg"
 ],
 [
  "CUNEIFORM NUMBERS AND PUNCTUATION|CUNEIFORM_NUMBERS_AND_PUNCTUATION",
  "1log 3k"
 ],
 [
  "CURRENCY SYMBOLS|CURRENCY_SYMBOLS",
  "6g0 1c"
 ],
 [
  "CYPRIOT SYLLABARY|CYPRIOT_SYLLABARY",
  "1g5c 1s"
 ],
 [
  "CYRILLIC",
  "sg 74"
 ],
 [
  "CYRILLIC EXTENDED-A|CYRILLIC_EXTENDED_A",
  "928 w"
 ],
 [
  "CYRILLIC EXTENDED-B|CYRILLIC_EXTENDED_B",
  "wu8 2o"
 ],
 [
  "CYRILLIC EXTENDED-C|CYRILLIC_EXTENDED_C",
  "5mo g"
 ],
 [
  "CYRILLIC SUPPLEMENT|CYRILLIC SUPPLEMENTARY|CYRILLIC_SUPPLEMENTARY",
  "zk 1c"
 ],
 [
  "DESERET",
  "1fcw 28"
 ],
 [
  "DEVANAGARI",
  "1s0 3k"
 ],
 [
  "DEVANAGARI EXTENDED|DEVANAGARI_EXTENDED",
  "xcw w"
 ],
 [
  "DINGBATS",
  "7pc 5c"
 ],
 [
  "DIVES AKURU|DIVES_AKURU",
  "1ji8 2o"
 ],
 [
  "DOGRA",
  "1jb4 28"
 ],
 [
  "DOMINO TILES|DOMINO_TILES",
  "2q0g 34"
 ],
 [
  "DUPLOYAN",
  "2fpc 4g"
 ],
 [
  "EARLY DYNASTIC CUNEIFORM|EARLY_DYNASTIC_CUNEIFORM",
  "1ls0 5s"
 ],
 [
  "EGYPTIAN HIEROGLYPHS|EGYPTIAN_HIEROGLYPHS",
  "1o1s ts"
 ],
 [
  "EGYPTIAN HIEROGLYPH FORMAT CONTROLS|EGYPTIAN_HIEROGLYPH_FORMAT_CONTROLS",
  "1ovk g"
 ],
 [
  "ELBASAN",
  "1fk0 1c"
 ],
 [
  "ELYMAIC",
  "1hpc w"
 ],
 [
  "EMOTICONS",
  "2r5s 28"
 ],
 [
  "ENCLOSED ALPHANUMERICS|ENCLOSED_ALPHANUMERICS",
  "76o 4g"
 ],
 [
  "ENCLOSED ALPHANUMERIC SUPPLEMENT|ENCLOSED_ALPHANUMERIC_SUPPLEMENT",
  "2q68 74"
 ],
 [
  "ENCLOSED CJK LETTERS AND MONTHS|ENCLOSED_CJK_LETTERS_AND_MONTHS",
  "9vk 74"
 ],
 [
  "ENCLOSED IDEOGRAPHIC SUPPLEMENT|ENCLOSED_IDEOGRAPHIC_SUPPLEMENT",
  "2qdc 74"
 ],
 [
  "ETHIOPIC",
  "3k0 ao"
 ],
 [
  "ETHIOPIC EXTENDED|ETHIOPIC_EXTENDED",
  "8zk 2o"
 ],
 [
  "ETHIOPIC EXTENDED-A|ETHIOPIC_EXTENDED_A",
  "xs0 1c"
 ],
 [
  "ETHIOPIC SUPPLEMENT|ETHIOPIC_SUPPLEMENT",
  "3uo w"
 ],
 [
  "GENERAL PUNCTUATION|GENERAL_PUNCTUATION",
  "6bk 34"
 ],
 [
  "GEOMETRIC SHAPES|GEOMETRIC_SHAPES",
  "7fk 2o"
 ],
 [
  "GEOMETRIC SHAPES EXTENDED|GEOMETRIC_SHAPES_EXTENDED",
  "2rgg 3k"
 ],
 [
  "GEORGIAN",
  "3a8 2o"
 ],
 [
  "GEORGIAN EXTENDED|GEORGIAN_EXTENDED",
  "5n4 1c"
 ],
 [
  "GEORGIAN SUPPLEMENT|GEORGIAN_SUPPLEMENT",
  "8w0 1c"
 ],
 [
  "GLAGOLITIC",
  "8ow 2o"
 ],
 [
  "GLAGOLITIC SUPPLEMENT|GLAGOLITIC_SUPPLEMENT",
  "2mtc 1c"
 ],
 [
  "GOTHIC",
  "1f74 w"
 ],
 [
  "GRANTHA",
  "1ibk 3k"
 ],
 [
  "GREEK AND COPTIC|GREEK",
  "og 40"
 ],
 [
  "GREEK EXTENDED|GREEK_EXTENDED",
  "64g 74"
 ],
 [
  "GUJARATI",
  "22o 3k"
 ],
 [
  "GUNJALA GONDI|GUNJALA_GONDI",
  "1kdc 28"
 ],
 [
  "GURMUKHI",
  "1z4 3k"
 ],
 [
  "HALFWIDTH AND FULLWIDTH FORMS|HALFWIDTH_AND_FULLWIDTH_FORMS",
  "1edc 6o"
 ],
 [
  "HANGUL COMPATIBILITY JAMO|HANGUL_COMPATIBILITY_JAMO",
  "9ps 2o"
 ],
 [
  "HANGUL JAMO|HANGUL_JAMO",
  "3cw 74"
 ],
 [
  "HANGUL JAMO EXTENDED-A|HANGUL_JAMO_EXTENDED_A",
  "xgg w"
 ],
 [
  "HANGUL JAMO EXTENDED-B|HANGUL_JAMO_EXTENDED_B",
  "16ls 28"
 ],
 [
  "HANGUL SYLLABLES|HANGUL_SYLLABLES",
  "xz4 8mo"
 ],
 [
  "HANIFI ROHINGYA|HANIFI_ROHINGYA",
  "1h4w 1s"
 ],
 [
  "HANUNOO",
  "4kg w"
 ],
 [
  "HATRAN",
  "1gbk w"
 ],
 [
  "HEBREW",
  "13k 34"
 ],
 [
  "HIGH PRIVATE USE SURROGATES|HIGH_PRIVATE_USE_SURROGATES",
  "17cw 3k"
 ],
 [
  "HIGH SURROGATES|HIGH_SURROGATES",
  "16o0 ow"
 ],
 [
  "HIRAGANA",
  "9j4 2o"
 ],
 [
  "IDEOGRAPHIC DESCRIPTION CHARACTERS|IDEOGRAPHIC_DESCRIPTION_CHARACTERS",
  "9gw g"
 ],
 [
  "IDEOGRAPHIC SYMBOLS AND PUNCTUATION|IDEOGRAPHIC_SYMBOLS_AND_PUNCTUATION",
  "20o0 w"
 ],
 [
  "IMPERIAL ARAMAIC|IMPERIAL_ARAMAIC",
  "1g74 w"
 ],
 [
  "INDIC SIYAQ NUMBERS|INDIC_SIYAQ_NUMBERS",
  "2p9s 28"
 ],
 [
  "INSCRIPTIONAL PAHLAVI|INSCRIPTIONAL_PAHLAVI",
  "1gtc w"
 ],
 [
  "INSCRIPTIONAL PARTHIAN|INSCRIPTIONAL_PARTHIAN",
  "1gsg w"
 ],
 [
  "IPA EXTENSIONS|IPA_EXTENSIONS",
  "gg 2o"
 ],
 [
  "JAVANESE",
  "xhc 2o"
 ],
 [
  "KAITHI",
  "1hts 28"
 ],
 [
  "KANA EXTENDED-A|KANA_EXTENDED_A",
  "2dj4 1c"
 ],
 [
  "KANA SUPPLEMENT|KANA_SUPPLEMENT",
  "2dc0 74"
 ],
 [
  "KANBUN",
  "9sg g"
 ],
 [
  "KANGXI RADICALS|KANGXI_RADICALS",
  "9a8 68"
 ],
 [
  "KANNADA",
  "2gw 3k"
 ],
 [
  "KATAKANA",
  "9ls 2o"
 ],
 [
  "KATAKANA PHONETIC EXTENSIONS|KATAKANA_PHONETIC_EXTENSIONS",
  "9v4 g"
 ],
 [
  "KAYAH LI|KAYAH_LI",
  "xds 1c"
 ],
 [
  "KHAROSHTHI",
  "1gjk 2o"
 ],
 [
  "KHITAN SMALL SCRIPT|KHITAN_SMALL_SCRIPT",
  "260w e8"
 ],
 [
  "KHMER",
  "4n4 3k"
 ],
 [
  "KHMER SYMBOLS|KHMER_SYMBOLS",
  "540 w"
 ],
 [
  "KHOJKI",
  "1i4g 28"
 ],
 [
  "KHUDAWADI",
  "1i9c 28"
 ],
 [
  "LAO",
  "2v4 3k"
 ],
 [
  "LATIN-1 SUPPLEMENT|LATIN_1_SUPPLEMENT",
  "3k 3k"
 ],
 [
  "LATIN EXTENDED-A|LATIN_EXTENDED_A",
  "74 3k"
 ],
 [
  "LATIN EXTENDED ADDITIONAL|LATIN_EXTENDED_ADDITIONAL",
  "5xc 74"
 ],
 [
  "LATIN EXTENDED-B|LATIN_EXTENDED_B",
  "ao 5s"
 ],
 [
  "LATIN EXTENDED-C|LATIN_EXTENDED_C",
  "8rk w"
 ],
 [
  "LATIN EXTENDED-D|LATIN_EXTENDED_D",
  "x0g 68"
 ],
 [
  "LATIN EXTENDED-E|LATIN_EXTENDED_E",
  "xtc 1s"
 ],
 [
  "LEPCHA",
  "5j4 28"
 ],
 [
  "LETTERLIKE SYMBOLS|LETTERLIKE_SYMBOLS",
  "6io 28"
 ],
 [
  "LIMBU",
  "4xs 28"
 ],
 [
  "LINEAR A|LINEAR_A",
  "1fr4 ao"
 ],
 [
  "LINEAR B IDEOGRAMS|LINEAR_B_IDEOGRAMS",
  "1eo0 3k"
 ],
 [
  "LINEAR B SYLLABARY|LINEAR_B_SYLLABARY",
  "1ekg 3k"
 ],
 [
  "LISU",
  "wk0 1c"
 ],
 [
  "LISU SUPPLEMENT|LISU_SUPPLEMENT",
  "1kts g"
 ],
 [
  "LOW SURROGATES|LOW_SURROGATES",
  "17gg sg"
 ],
 [
  "LYCIAN",
  "1f28 w"
 ],
 [
  "LYDIAN",
  "1gdc w"
 ],
 [
  "MAHAJANI",
  "1hzk 1c"
 ],
 [
  "MAHJONG TILES|MAHJONG_TILES",
  "2pz4 1c"
 ],
 [
  "MAKASAR",
  "1ko0 w"
 ],
 [
  "MALAYALAM",
  "2kg 3k"
 ],
 [
  "MANDAIC",
  "1mo w"
 ],
 [
  "MANICHAEAN",
  "1gow 1s"
 ],
 [
  "MARCHEN",
  "1k6o 28"
 ],
 [
  "MASARAM GONDI|MASARAM_GONDI",
  "1kao 2o"
 ],
 [
  "MATHEMATICAL ALPHANUMERIC SYMBOLS|MATHEMATICAL_ALPHANUMERIC_SYMBOLS",
  "2kg0 sg"
 ],
 [
  "MATHEMATICAL OPERATORS|MATHEMATICAL_OPERATORS",
  "6ps 74"
 ],
 [
  "MAYAN NUMERALS|MAYAN_NUMERALS",
  "2k80 w"
 ],
 [
  "MEDEFAIDRIN",
  "20cg 2o"
 ],
 [
  "MEETEI MAYEK|MEETEI_MAYEK",
  "xxc 1s"
 ],
 [
  "MEETEI MAYEK EXTENSIONS|MEETEI_MAYEK_EXTENSIONS",
  "xr4 w"
 ],
 [
  "MENDE KIKAKUI|MENDE_KIKAKUI",
  "2oe8 68"
 ],
 [
  "MEROITIC CURSIVE|MEROITIC_CURSIVE",
  "1ggw 2o"
 ],
 [
  "MEROITIC HIEROGLYPHS|MEROITIC_HIEROGLYPHS",
  "1gg0 w"
 ],
 [
  "MIAO",
  "20hs 4g"
 ],
 [
  "MISCELLANEOUS MATHEMATICAL SYMBOLS-A|MISCELLANEOUS_MATHEMATICAL_SYMBOLS_A",
  "7uo 1c"
 ],
 [
  "MISCELLANEOUS MATHEMATICAL SYMBOLS-B|MISCELLANEOUS_MATHEMATICAL_SYMBOLS_B",
  "874 3k"
 ],
 [
  "MISCELLANEOUS SYMBOLS|MISCELLANEOUS_SYMBOLS",
  "7i8 74"
 ],
 [
  "MISCELLANEOUS SYMBOLS AND ARROWS|MISCELLANEOUS_SYMBOLS_AND_ARROWS",
  "8hs 74"
 ],
 [
  "MISCELLANEOUS SYMBOLS AND PICTOGRAPHS|MISCELLANEOUS_SYMBOLS_AND_PICTOGRAPHS",
  "2qkg lc"
 ],
 [
  "MISCELLANEOUS TECHNICAL|MISCELLANEOUS_TECHNICAL",
  "6ww 74"
 ],
 [
  "MODI",
  "1iww 2o"
 ],
 [
  "MODIFIER TONE LETTERS|MODIFIER_TONE_LETTERS",
  "wzk w"
 ],
 [
  "MONGOLIAN",
  "4qo 4w"
 ],
 [
  "MONGOLIAN SUPPLEMENT|MONGOLIAN_SUPPLEMENT",
  "1izk w"
 ],
 [
  "MRO",
  "1zk0 1c"
 ],
 [
  "MULTANI",
  "1i80 1c"
 ],
 [
  "MUSICAL SYMBOLS|MUSICAL_SYMBOLS",
  "2juo 74"
 ],
 [
  "MYANMAR",
  "35s 4g"
 ],
 [
  "MYANMAR EXTENDED-A|MYANMAR_EXTENDED_A",
  "xnk w"
 ],
 [
  "MYANMAR EXTENDED-B|MYANMAR_EXTENDED_B",
  "xk0 w"
 ],
 [
  "NABATAEAN",
  "1g8w 1c"
 ],
 [
  "NANDINAGARI",
  "1jmo 2o"
 ],
 [
  "NEWA",
  "1iio 3k"
 ],
 [
  "NEW TAI LUE|NEW_TAI_LUE",
  "51c 2o"
 ],
 [
  "NKO",
  "1j4 1s"
 ],
 [
  "NUMBER FORMS|NUMBER_FORMS",
  "6kw 1s"
 ],
 [
  "NUSHU",
  "2dm8 b4"
 ],
 [
  "NYIAKENG PUACHUE HMONG|NYIAKENG_PUACHUE_HMONG",
  "2n0g 28"
 ],
 [
  "OGHAM",
  "4g0 w"
 ],
 [
  "OLD HUNGARIAN|OLD_HUNGARIAN",
  "1h1c 3k"
 ],
 [
  "OLD ITALIC|OLD_ITALIC",
  "1f5s 1c"
 ],
 [
  "OLD NORTH ARABIAN|OLD_NORTH_ARABIAN",
  "1gn4 w"
 ],
 [
  "OLD PERMIC|OLD_PERMIC",
  "1f80 1c"
 ],
 [
  "OLD PERSIAN|OLD_PERSIAN",
  "1fa8 1s"
 ],
 [
  "OLD SOGDIAN|OLD_SOGDIAN",
  "1hj4 1c"
 ],
 [
  "OLD SOUTH ARABIAN|OLD_SOUTH_ARABIAN",
  "1gm8 w"
 ],
 [
  "OLD TURKIC|OLD_TURKIC",
  "1gxs 28"
 ],
 [
  "OL CHIKI|OL_CHIKI",
  "5lc 1c"
 ],
 [
  "OPTICAL CHARACTER RECOGNITION|OPTICAL_CHARACTER_RECOGNITION",
  "75s w"
 ],
 [
  "ORIYA",
  "268 3k"
 ],
 [
  "ORNAMENTAL DINGBATS|ORNAMENTAL_DINGBATS",
  "2r80 1c"
 ],
 [
  "OSAGE",
  "1fhs 28"
 ],
 [
  "OSMANYA",
  "1fgg 1c"
 ],
 [
  "OTTOMAN SIYAQ NUMBERS|OTTOMAN_SIYAQ_NUMBERS",
  "2pds 28"
 ],
 [
  "PAHAWH HMONG|PAHAWH_HMONG",
  "1zpc 40"
 ],
 [
  "PALMYRENE",
  "1g80 w"
 ],
 [
  "PAU CIN HAU|PAU_CIN_HAU",
  "1juo 1s"
 ],
 [
  "PHAGS-PA|PHAGS_PA",
  "x8g 1s"
 ],
 [
  "PHAISTOS DISC|PHAISTOS_DISC",
  "1exc 1c"
 ],
 [
  "PHOENICIAN",
  "1gcg w"
 ],
 [
  "PHONETIC EXTENSIONS|PHONETIC_EXTENSIONS",
  "5q8 3k"
 ],
 [
  "PHONETIC EXTENSIONS SUPPLEMENT|PHONETIC_EXTENSIONS_SUPPLEMENT",
  "5ts 1s"
 ],
 [
  "PLAYING CARDS|PLAYING_CARDS",
  "2q3k 2o"
 ],
 [
  "PRIVATE USE AREA|PRIVATE_USE_AREA",
  "188w 4xs"
 ],
 [
  "PSALTER PAHLAVI|PSALTER_PAHLAVI",
  "1gu8 1c"
 ],
 [
  "REJANG",
  "xf4 1c"
 ],
 [
  "RUMI NUMERAL SYMBOLS|RUMI_NUMERAL_SYMBOLS",
  "1heo w"
 ],
 [
  "RUNIC",
  "4gw 2o"
 ],
 [
  "SAMARITAN",
  "1kw 1s"
 ],
 [
  "SAURASHTRA",
  "xa8 2o"
 ],
 [
  "SHARADA",
  "1i0w 2o"
 ],
 [
  "SHAVIAN",
  "1ff4 1c"
 ],
 [
  "SHORTHAND FORMAT CONTROLS|SHORTHAND_FORMAT_CONTROLS",
  "2fts g"
 ],
 [
  "SIDDHAM",
  "1itc 3k"
 ],
 [
  "SINHALA",
  "2o0 3k"
 ],
 [
  "SINHALA ARCHAIC NUMBERS|SINHALA_ARCHAIC_NUMBERS",
  "1i3k w"
 ],
 [
  "SMALL FORM VARIANTS|SMALL_FORM_VARIANTS",
  "1e8g w"
 ],
 [
  "SMALL KANA EXTENSION|SMALL_KANA_EXTENSION",
  "2dkg 1s"
 ],
 [
  "SOGDIAN",
  "1hkg 1s"
 ],
 [
  "SORA SOMPENG|SORA_SOMPENG",
  "1hw0 1c"
 ],
 [
  "SOYOMBO",
  "1jrk 2o"
 ],
 [
  "SPACING MODIFIER LETTERS|SPACING_MODIFIER_LETTERS",
  "j4 28"
 ],
 [
  "SPECIALS",
  "1ek0 g"
 ],
 [
  "SUNDANESE",
  "5fk 1s"
 ],
 [
  "SUNDANESE SUPPLEMENT|SUNDANESE_SUPPLEMENT",
  "5og g"
 ],
 [
  "SUPERSCRIPTS AND SUBSCRIPTS|SUPERSCRIPTS_AND_SUBSCRIPTS",
  "6eo 1c"
 ],
 [
  "SUPPLEMENTAL ARROWS-A|SUPPLEMENTAL_ARROWS_A",
  "7w0 g"
 ],
 [
  "SUPPLEMENTAL ARROWS-B|SUPPLEMENTAL_ARROWS_B",
  "83k 3k"
 ],
 [
  "SUPPLEMENTAL ARROWS-C|SUPPLEMENTAL_ARROWS_C",
  "2rk0 74"
 ],
 [
  "SUPPLEMENTAL MATHEMATICAL OPERATORS|SUPPLEMENTAL_MATHEMATICAL_OPERATORS",
  "8ao 74"
 ],
 [
  "SUPPLEMENTAL PUNCTUATION|SUPPLEMENTAL_PUNCTUATION",
  "934 3k"
 ],
 [
  "SUPPLEMENTAL SYMBOLS AND PICTOGRAPHS|SUPPLEMENTAL_SYMBOLS_AND_PICTOGRAPHS",
  "2rr4 74"
 ],
 [
  "SUPPLEMENTARY PRIVATE USE AREA-A|SUPPLEMENTARY_PRIVATE_USE_AREA_A",
  "l2io 1ekg"
 ],
 [
  "SUPPLEMENTARY PRIVATE USE AREA-B|SUPPLEMENTARY_PRIVATE_USE_AREA_B",
  "mh34 1ekg"
 ],
 [
  "SURROGATES_AREA",
  ""
 ],
 [
  "SUTTON SIGNWRITING|SUTTON_SIGNWRITING",
  "2l8g j4"
 ],
 [
  "SYLOTI NAGRI|SYLOTI_NAGRI",
  "x6o 1c"
 ],
 [
  "SYMBOLS AND PICTOGRAPHS EXTENDED-A|SYMBOLS_AND_PICTOGRAPHS_EXTENDED_A",
  "2s1c 40"
 ],
 [
  "SYMBOLS FOR LEGACY COMPUTING|SYMBOLS_FOR_LEGACY_COMPUTING",
  "2s5c 74"
 ],
 [
  "SYRIAC",
  "1ds 28"
 ],
 [
  "SYRIAC SUPPLEMENT|SYRIAC_SUPPLEMENT",
  "1nk g"
 ],
 [
  "TAGALOG",
  "4jk w"
 ],
 [
  "TAGBANWA",
  "4m8 w"
 ],
 [
  "TAGS",
  "jny8 3k"
 ],
 [
  "TAI LE|TAI_LE",
  "500 1c"
 ],
 [
  "TAI THAM|TAI_THAM",
  "55s 40"
 ],
 [
  "TAI VIET|TAI_VIET",
  "xog 2o"
 ],
 [
  "TAI XUAN JING SYMBOLS|TAI_XUAN_JING_SYMBOLS",
  "2k8w 2o"
 ],
 [
  "TAKRI",
  "1j0g 28"
 ],
 [
  "TAMIL",
  "29s 3k"
 ],
 [
  "TAMIL SUPPLEMENT|TAMIL_SUPPLEMENT",
  "1ku8 1s"
 ],
 [
  "TANGUT",
  "20ow 4qo"
 ],
 [
  "TANGUT COMPONENTS|TANGUT_COMPONENTS",
  "25fk lc"
 ],
 [
  "TANGUT SUPPLEMENT|TANGUT_SUPPLEMENT",
  "26f4 40"
 ],
 [
  "TELUGU",
  "2dc 3k"
 ],
 [
  "THAANA",
  "1hc 1s"
 ],
 [
  "THAI",
  "2rk 3k"
 ],
 [
  "TIBETAN",
  "2yo 74"
 ],
 [
  "TIFINAGH",
  "8xc 28"
 ],
 [
  "TIRHUTA",
  "1im8 2o"
 ],
 [
  "TRANSPORT AND MAP SYMBOLS|TRANSPORT_AND_MAP_SYMBOLS",
  "2r9c 3k"
 ],
 [
  "UGARITIC",
  "1f9c w"
 ],
 [
  "UNIFIED CANADIAN ABORIGINAL SYLLABICS|UNIFIED_CANADIAN_ABORIGINAL_SYLLABICS",
  "3y8 hs"
 ],
 [
  "UNIFIED CANADIAN ABORIGINAL SYLLABICS EXTENDED|UNIFIED_CANADIAN_ABORIGINAL_SYLLABICS_EXTENDED",
  "4vk 28"
 ],
 [
  "VAI",
  "wlc 8w"
 ],
 [
  "VARIATION SELECTORS|VARIATION_SELECTORS",
  "1e68 g"
 ],
 [
  "VARIATION SELECTORS SUPPLEMENT|VARIATION_SELECTORS_SUPPLEMENT",
  "jo5c 6o"
 ],
 [
  "VEDIC EXTENSIONS|VEDIC_EXTENSIONS",
  "5ow 1c"
 ],
 [
  "VERTICAL FORMS|VERTICAL_FORMS",
  "1e6o g"
 ],
 [
  "WANCHO",
  "2ncw 1s"
 ],
 [
  "WARANG CITI|WARANG_CITI",
  "1jfk 2o"
 ],
 [
  "YEZIDI",
  "1hfk 1s"
 ],
 [
  "YIJING HEXAGRAM SYMBOLS|YIJING_HEXAGRAM_SYMBOLS",
  "fcw 1s"
 ],
 [
  "YI RADICALS|YI_RADICALS",
  "wi8 1s"
 ],
 [
  "YI SYLLABLES|YI_SYLLABLES",
  "vls wg"
 ],
 [
  "ZANABAZAR SQUARE|ZANABAZAR_SQUARE",
  "1jpc 28"
 ]
];

export const TO_UPPER = "2p q 1 -w 51 1 1 kn 68 n 1 -w 6w 7 1 -w 73 1 1 3d 75 o 2 -1 8h 1 1 -6g 8j 3 2 -1 8q 8 2 -1 97 n 2 -1 ai 3 2 -1 an 1 1 -8c ao 1 1 5f ar 2 2 -1 aw 1 1 -1 b0 1 1 -1 b6 1 1 -1 b9 1 1 2p bd 1 1 -1 be 1 1 4j bi 1 1 3m bl 3 2 -1 bs 1 1 -1 bx 1 1 -1 c0 1 1 -1 c4 2 2 -1 c9 1 1 -1 cd 1 1 -1 cf 1 1 1k cl 1 1 -1 cm 1 1 -2 co 1 1 -1 cp 1 1 -2 cr 1 1 -1 cs 1 1 -2 cu 8 2 -1 d9 1 1 -27 db 9 2 -1 du 1 1 -1 dv 1 1 -2 dx 1 1 -1 e1 k 2 -1 f7 9 2 -1 fw 1 1 -1 fz 2 1 8cf g2 1 1 -1 g7 5 2 -1 gg 1 1 8bj gh 1 1 8bg gi 1 1 8bi gj 1 1 -5u gk 1 1 -5q gm 2 1 -5p gp 1 1 -5m gr 1 1 -5n gs 1 1 wnj gw 1 1 -5p gx 1 1 wnf gz 1 1 -5r h1 1 1 wmg h2 1 1 wn8 h4 1 1 -5t h5 1 1 -5v h6 1 1 wn8 h7 1 1 8af h8 1 1 wn5 hb 1 1 -5v hd 1 1 8al he 1 1 -5x hh 1 1 -5y hp 1 1 89z hs 1 1 -62 hu 1 1 wn7 hv 1 1 -62 hz 1 1 wmi i0 1 1 -62 i1 1 1 -1x i2 2 1 -61 i4 1 1 -1z ia 1 1 -63 il 1 1 wlx im 1 1 wlu n9 1 1 2c oh 2 2 -1 on 1 1 -1 or 3 1 3m q4 1 1 -12 q5 3 1 -11 q9 h 1 -w qq 1 1 -v qr 9 1 -w r0 1 1 -1s r1 2 1 -1r r4 1 1 -1q r5 1 1 -1l r9 1 1 -1b ra 1 1 -1i rb 1 1 -8 rd c 2 -1 s0 1 1 -2e s1 1 1 -28 s2 1 1 7 s3 1 1 -38 s5 1 1 -2o s8 1 1 -1 sb 1 1 -1 ts w 1 -w uo g 1 -28 v5 h 2 -1 wb r 2 -1 xu 7 2 -1 y7 1 1 -f y9 1c 2 -1 129 12 1 -1c 3bk 17 1 2bk 3ct 3 1 2bk 3y0 6 1 -8 5mo 1 1 -4tq 5mp 1 1 -4tp 5mq 1 1 -4tg 5mr 2 1 -4te 5mt 1 1 -4tf 5mu 1 1 -4t8 5mv 1 1 -4rp 5mw 1 1 r7m 5tl 1 1 r9g 5tp 1 1 2xy 5u6 1 1 raw 5xd 23 2 -1 61n 1 1 -1n 61t 1c 2 -1 64g 8 1 8 64w 6 1 8 65c 8 1 8 65s 8 1 8 668 6 1 8 66p 4 2 8 674 8 1 8 67k 2 1 22 67m 4 1 2e 67q 2 1 2s 67s 2 1 3k 67u 2 1 34 67w 2 1 3i 680 8 1 8 68g 8 1 8 68w 8 1 8 69c 2 1 8 69f 1 1 9 69q 1 1 -5k5 69v 1 1 9 6a8 2 1 8 6ao 2 1 8 6at 1 1 7 6b7 1 1 9 6ku 1 1 -s 6ls g 1 -g 6mc 1 1 -1 79s q 1 -q 8q8 1b 1 -1c 8rl 1 1 -1 8rp 1 1 -8bv 8rq 1 1 -8bs 8rs 3 2 -1 8s3 1 1 -1 8s6 1 1 -1 8sh 1e 2 -1 8vg 2 2 -1 8vn 1 1 -1 8w0 12 1 -5ls 8x3 1 1 -5ls 8x9 1 1 -5ls wu9 n 2 -1 ww1 e 2 -1 x0j 7 2 -1 x0z v 2 -1 x2y 2 2 -1 x33 5 2 -1 x3g 1 1 -1 x3l 2 2 -1 x3o 1 1 1c x3r a 2 -1 x4l 6 2 -1 x4z 1 1 -1 x54 2 2 -1 x6e 1 1 -1 xub 1 1 -ps xv4 28 1 -tzk 1ef5 q 1 -w 1fe0 14 1 -14 1fiw 10 1 -14 1h34 1f 1 -1s 1jgg w 1 -w 20dc w 1 -w 2oma y 1 -y";

export const TO_LOWER = "1t q 1 w 5c n 1 w 60 7 1 w 74 o 2 1 8g 1 1 -5j 8i 3 2 1 8p 8 2 1 96 n 2 1 ag 1 1 -3d ah 3 2 1 ap 1 1 5u aq 2 2 1 au 1 1 5q av 1 1 1 ax 2 1 5p az 1 1 1 b2 1 1 27 b3 1 1 5m b4 1 1 5n b5 1 1 1 b7 1 1 5p b8 1 1 5r ba 1 1 5v bb 1 1 5t bc 1 1 1 bg 1 1 5v bh 1 1 5x bj 1 1 5y bk 3 2 1 bq 1 1 62 br 1 1 1 bt 1 1 62 bw 1 1 1 by 1 1 62 bz 1 1 1 c1 2 1 61 c3 2 2 1 c7 1 1 63 c8 1 1 1 cc 1 1 1 ck 1 1 2 cl 1 1 1 cn 1 1 2 co 1 1 1 cq 1 1 2 cr 9 2 1 da 9 2 1 dt 1 1 2 du 2 2 1 dy 1 1 -2p dz 1 1 -1k e0 k 2 1 f4 1 1 -3m f6 9 2 1 fu 1 1 8bv fv 1 1 1 fx 1 1 -4j fy 1 1 8bs g1 1 1 1 g3 1 1 -5f g4 1 1 1x g5 1 1 1z g6 5 2 1 og 2 2 1 om 1 1 1 ov 1 1 38 p2 1 1 12 p4 3 1 11 p8 1 1 1s pa 2 1 1r pd h 1 w pv 9 1 w r3 1 1 8 rc c 2 1 s4 1 1 -1o s7 1 1 1 s9 1 1 -7 sa 1 1 1 sd 3 1 -3m sg g 1 28 sw w 1 w v4 h 2 1 wa r 2 1 xs 1 1 f xt 7 2 1 y8 1c 2 1 10x 12 1 1c 3a8 12 1 5ls 3bb 1 1 5ls 3bh 1 1 5ls 3vk 28 1 tzk 3xs 6 1 8 5n4 17 1 -2bk 5od 3 1 -2bk 5xc 23 2 1 61q 1 1 -5vj 61s 1c 2 1 64o 8 1 -8 654 6 1 -8 65k 8 1 -8 660 8 1 -8 66g 6 1 -8 66x 4 2 -8 67c 8 1 -8 688 8 1 -8 68o 8 1 -8 694 8 1 -8 69k 2 1 -8 69m 2 1 -22 69o 1 1 -9 6a0 4 1 -2e 6a4 1 1 -9 6ag 2 1 -8 6ai 2 1 -2s 6aw 2 1 -8 6ay 2 1 -34 6b0 1 1 -7 6bc 2 1 -3k 6be 2 1 -3i 6bg 1 1 -9 6jq 1 1 -5st 6ju 1 1 -6gv 6jv 1 1 -6di 6k2 1 1 s 6lc g 1 g 6mb 1 1 1 792 q 1 q 8ow 1b 1 1c 8rk 1 1 1 8rm 1 1 -8af 8rn 1 1 -2xy 8ro 1 1 -89z 8rr 3 2 1 8rx 1 1 -8bg 8ry 1 1 -8al 8rz 1 1 -8bj 8s0 1 1 -8bi 8s2 1 1 1 8s5 1 1 1 8se 2 1 -8cf 8sg 1e 2 1 8vf 2 2 1 8vm 1 1 1 wu8 n 2 1 ww0 e 2 1 x0i 7 2 1 x0y v 2 1 x2x 2 2 1 x31 1 1 -r9g x32 5 2 1 x3f 1 1 1 x3h 1 1 -wmg x3k 2 2 1 x3q a 2 1 x4a 1 1 -wn8 x4b 1 1 -wnj x4c 1 1 -wnf x4d 1 1 -wn5 x4e 1 1 -wn8 x4g 1 1 -wlu x4h 1 1 -wmi x4i 1 1 -wlx x4j 1 1 ps x4k 6 2 1 x4y 1 1 1 x50 1 1 -1c x51 1 1 -wn7 x52 1 1 -raw x53 2 2 1 x6d 1 1 1 1ee9 q 1 w 1fcw 14 1 14 1fhs 10 1 14 1h1c 1f 1 1s 1jfk w 1 w 20cg w 1 w 2olc y 1 y";

/** "code name" in base 36, joined by ";": Latin-1 and general punctuation. */
export const CHARACTER_NAMES = "0 NULL;1 START OF HEADING;2 START OF TEXT;3 END OF TEXT;4 END OF TRANSMISSION;5 ENQUIRY;6 ACKNOWLEDGE;7 BEL;8 BACKSPACE;9 CHARACTER TABULATION;a LINE FEED (LF);b LINE TABULATION;c FORM FEED (FF);d CARRIAGE RETURN (CR);e SHIFT OUT;f SHIFT IN;g DATA LINK ESCAPE;h DEVICE CONTROL ONE;i DEVICE CONTROL TWO;j DEVICE CONTROL THREE;k DEVICE CONTROL FOUR;l NEGATIVE ACKNOWLEDGE;m SYNCHRONOUS IDLE;n END OF TRANSMISSION BLOCK;o CANCEL;p END OF MEDIUM;q SUBSTITUTE;r ESCAPE;s INFORMATION SEPARATOR FOUR;t INFORMATION SEPARATOR THREE;u INFORMATION SEPARATOR TWO;v INFORMATION SEPARATOR ONE;w SPACE;x EXCLAMATION MARK;y QUOTATION MARK;z NUMBER SIGN;10 DOLLAR SIGN;11 PERCENT SIGN;12 AMPERSAND;13 APOSTROPHE;14 LEFT PARENTHESIS;15 RIGHT PARENTHESIS;16 ASTERISK;17 PLUS SIGN;18 COMMA;19 HYPHEN-MINUS;1a FULL STOP;1b SOLIDUS;1c DIGIT ZERO;1d DIGIT ONE;1e DIGIT TWO;1f DIGIT THREE;1g DIGIT FOUR;1h DIGIT FIVE;1i DIGIT SIX;1j DIGIT SEVEN;1k DIGIT EIGHT;1l DIGIT NINE;1m COLON;1n SEMICOLON;1o LESS-THAN SIGN;1p EQUALS SIGN;1q GREATER-THAN SIGN;1r QUESTION MARK;1s COMMERCIAL AT;1t LATIN CAPITAL LETTER A;1u LATIN CAPITAL LETTER B;1v LATIN CAPITAL LETTER C;1w LATIN CAPITAL LETTER D;1x LATIN CAPITAL LETTER E;1y LATIN CAPITAL LETTER F;1z LATIN CAPITAL LETTER G;20 LATIN CAPITAL LETTER H;21 LATIN CAPITAL LETTER I;22 LATIN CAPITAL LETTER J;23 LATIN CAPITAL LETTER K;24 LATIN CAPITAL LETTER L;25 LATIN CAPITAL LETTER M;26 LATIN CAPITAL LETTER N;27 LATIN CAPITAL LETTER O;28 LATIN CAPITAL LETTER P;29 LATIN CAPITAL LETTER Q;2a LATIN CAPITAL LETTER R;2b LATIN CAPITAL LETTER S;2c LATIN CAPITAL LETTER T;2d LATIN CAPITAL LETTER U;2e LATIN CAPITAL LETTER V;2f LATIN CAPITAL LETTER W;2g LATIN CAPITAL LETTER X;2h LATIN CAPITAL LETTER Y;2i LATIN CAPITAL LETTER Z;2j LEFT SQUARE BRACKET;2k REVERSE SOLIDUS;2l RIGHT SQUARE BRACKET;2m CIRCUMFLEX ACCENT;2n LOW LINE;2o GRAVE ACCENT;2p LATIN SMALL LETTER A;2q LATIN SMALL LETTER B;2r LATIN SMALL LETTER C;2s LATIN SMALL LETTER D;2t LATIN SMALL LETTER E;2u LATIN SMALL LETTER F;2v LATIN SMALL LETTER G;2w LATIN SMALL LETTER H;2x LATIN SMALL LETTER I;2y LATIN SMALL LETTER J;2z LATIN SMALL LETTER K;30 LATIN SMALL LETTER L;31 LATIN SMALL LETTER M;32 LATIN SMALL LETTER N;33 LATIN SMALL LETTER O;34 LATIN SMALL LETTER P;35 LATIN SMALL LETTER Q;36 LATIN SMALL LETTER R;37 LATIN SMALL LETTER S;38 LATIN SMALL LETTER T;39 LATIN SMALL LETTER U;3a LATIN SMALL LETTER V;3b LATIN SMALL LETTER W;3c LATIN SMALL LETTER X;3d LATIN SMALL LETTER Y;3e LATIN SMALL LETTER Z;3f LEFT CURLY BRACKET;3g VERTICAL LINE;3h RIGHT CURLY BRACKET;3i TILDE;3j DELETE;3k PADDING CHARACTER;3l HIGH OCTET PRESET;3m BREAK PERMITTED HERE;3n NO BREAK HERE;3o LATIN 1 SUPPLEMENT 84;3p NEXT LINE (NEL);3q START OF SELECTED AREA;3r END OF SELECTED AREA;3s CHARACTER TABULATION SET;3t CHARACTER TABULATION WITH JUSTIFICATION;3u LINE TABULATION SET;3v PARTIAL LINE FORWARD;3w PARTIAL LINE BACKWARD;3x REVERSE LINE FEED;3y SINGLE SHIFT TWO;3z SINGLE SHIFT THREE;40 DEVICE CONTROL STRING;41 PRIVATE USE ONE;42 PRIVATE USE TWO;43 SET TRANSMIT STATE;44 CANCEL CHARACTER;45 MESSAGE WAITING;46 START OF GUARDED AREA;47 END OF GUARDED AREA;48 START OF STRING;49 SINGLE GRAPHIC CHARACTER INTRODUCER;4a SINGLE CHARACTER INTRODUCER;4b CONTROL SEQUENCE INTRODUCER;4c STRING TERMINATOR;4d OPERATING SYSTEM COMMAND;4e PRIVACY MESSAGE;4f APPLICATION PROGRAM COMMAND;4g NO-BREAK SPACE;4h INVERTED EXCLAMATION MARK;4i CENT SIGN;4j POUND SIGN;4k CURRENCY SIGN;4l YEN SIGN;4m BROKEN BAR;4n SECTION SIGN;4o DIAERESIS;4p COPYRIGHT SIGN;4q FEMININE ORDINAL INDICATOR;4r LEFT-POINTING DOUBLE ANGLE QUOTATION MARK;4s NOT SIGN;4t SOFT HYPHEN;4u REGISTERED SIGN;4v MACRON;4w DEGREE SIGN;4x PLUS-MINUS SIGN;4y SUPERSCRIPT TWO;4z SUPERSCRIPT THREE;50 ACUTE ACCENT;51 MICRO SIGN;52 PILCROW SIGN;53 MIDDLE DOT;54 CEDILLA;55 SUPERSCRIPT ONE;56 MASCULINE ORDINAL INDICATOR;57 RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK;58 VULGAR FRACTION ONE QUARTER;59 VULGAR FRACTION ONE HALF;5a VULGAR FRACTION THREE QUARTERS;5b INVERTED QUESTION MARK;5c LATIN CAPITAL LETTER A WITH GRAVE;5d LATIN CAPITAL LETTER A WITH ACUTE;5e LATIN CAPITAL LETTER A WITH CIRCUMFLEX;5f LATIN CAPITAL LETTER A WITH TILDE;5g LATIN CAPITAL LETTER A WITH DIAERESIS;5h LATIN CAPITAL LETTER A WITH RING ABOVE;5i LATIN CAPITAL LETTER AE;5j LATIN CAPITAL LETTER C WITH CEDILLA;5k LATIN CAPITAL LETTER E WITH GRAVE;5l LATIN CAPITAL LETTER E WITH ACUTE;5m LATIN CAPITAL LETTER E WITH CIRCUMFLEX;5n LATIN CAPITAL LETTER E WITH DIAERESIS;5o LATIN CAPITAL LETTER I WITH GRAVE;5p LATIN CAPITAL LETTER I WITH ACUTE;5q LATIN CAPITAL LETTER I WITH CIRCUMFLEX;5r LATIN CAPITAL LETTER I WITH DIAERESIS;5s LATIN CAPITAL LETTER ETH;5t LATIN CAPITAL LETTER N WITH TILDE;5u LATIN CAPITAL LETTER O WITH GRAVE;5v LATIN CAPITAL LETTER O WITH ACUTE;5w LATIN CAPITAL LETTER O WITH CIRCUMFLEX;5x LATIN CAPITAL LETTER O WITH TILDE;5y LATIN CAPITAL LETTER O WITH DIAERESIS;5z MULTIPLICATION SIGN;60 LATIN CAPITAL LETTER O WITH STROKE;61 LATIN CAPITAL LETTER U WITH GRAVE;62 LATIN CAPITAL LETTER U WITH ACUTE;63 LATIN CAPITAL LETTER U WITH CIRCUMFLEX;64 LATIN CAPITAL LETTER U WITH DIAERESIS;65 LATIN CAPITAL LETTER Y WITH ACUTE;66 LATIN CAPITAL LETTER THORN;67 LATIN SMALL LETTER SHARP S;68 LATIN SMALL LETTER A WITH GRAVE;69 LATIN SMALL LETTER A WITH ACUTE;6a LATIN SMALL LETTER A WITH CIRCUMFLEX;6b LATIN SMALL LETTER A WITH TILDE;6c LATIN SMALL LETTER A WITH DIAERESIS;6d LATIN SMALL LETTER A WITH RING ABOVE;6e LATIN SMALL LETTER AE;6f LATIN SMALL LETTER C WITH CEDILLA;6g LATIN SMALL LETTER E WITH GRAVE;6h LATIN SMALL LETTER E WITH ACUTE;6i LATIN SMALL LETTER E WITH CIRCUMFLEX;6j LATIN SMALL LETTER E WITH DIAERESIS;6k LATIN SMALL LETTER I WITH GRAVE;6l LATIN SMALL LETTER I WITH ACUTE;6m LATIN SMALL LETTER I WITH CIRCUMFLEX;6n LATIN SMALL LETTER I WITH DIAERESIS;6o LATIN SMALL LETTER ETH;6p LATIN SMALL LETTER N WITH TILDE;6q LATIN SMALL LETTER O WITH GRAVE;6r LATIN SMALL LETTER O WITH ACUTE;6s LATIN SMALL LETTER O WITH CIRCUMFLEX;6t LATIN SMALL LETTER O WITH TILDE;6u LATIN SMALL LETTER O WITH DIAERESIS;6v DIVISION SIGN;6w LATIN SMALL LETTER O WITH STROKE;6x LATIN SMALL LETTER U WITH GRAVE;6y LATIN SMALL LETTER U WITH ACUTE;6z LATIN SMALL LETTER U WITH CIRCUMFLEX;70 LATIN SMALL LETTER U WITH DIAERESIS;71 LATIN SMALL LETTER Y WITH ACUTE;72 LATIN SMALL LETTER THORN;73 LATIN SMALL LETTER Y WITH DIAERESIS;6bk EN QUAD;6bl EM QUAD;6bm EN SPACE;6bn EM SPACE;6bo THREE-PER-EM SPACE;6bp FOUR-PER-EM SPACE;6bq SIX-PER-EM SPACE;6br FIGURE SPACE;6bs PUNCTUATION SPACE;6bt THIN SPACE;6bu HAIR SPACE;6bv ZERO WIDTH SPACE;6bw ZERO WIDTH NON-JOINER;6bx ZERO WIDTH JOINER;6by LEFT-TO-RIGHT MARK;6bz RIGHT-TO-LEFT MARK;6c0 HYPHEN;6c1 NON-BREAKING HYPHEN;6c2 FIGURE DASH;6c3 EN DASH;6c4 EM DASH;6c5 HORIZONTAL BAR;6c6 DOUBLE VERTICAL LINE;6c7 DOUBLE LOW LINE;6c8 LEFT SINGLE QUOTATION MARK;6c9 RIGHT SINGLE QUOTATION MARK;6ca SINGLE LOW-9 QUOTATION MARK;6cb SINGLE HIGH-REVERSED-9 QUOTATION MARK;6cc LEFT DOUBLE QUOTATION MARK;6cd RIGHT DOUBLE QUOTATION MARK;6ce DOUBLE LOW-9 QUOTATION MARK;6cf DOUBLE HIGH-REVERSED-9 QUOTATION MARK;6cg DAGGER;6ch DOUBLE DAGGER;6ci BULLET;6cj TRIANGULAR BULLET;6ck ONE DOT LEADER;6cl TWO DOT LEADER;6cm HORIZONTAL ELLIPSIS;6cn HYPHENATION POINT;6co LINE SEPARATOR;6cp PARAGRAPH SEPARATOR;6cq LEFT-TO-RIGHT EMBEDDING;6cr RIGHT-TO-LEFT EMBEDDING;6cs POP DIRECTIONAL FORMATTING;6ct LEFT-TO-RIGHT OVERRIDE;6cu RIGHT-TO-LEFT OVERRIDE;6cv NARROW NO-BREAK SPACE;6cw PER MILLE SIGN;6cx PER TEN THOUSAND SIGN;6cy PRIME;6cz DOUBLE PRIME;6d0 TRIPLE PRIME;6d1 REVERSED PRIME;6d2 REVERSED DOUBLE PRIME;6d3 REVERSED TRIPLE PRIME;6d4 CARET;6d5 SINGLE LEFT-POINTING ANGLE QUOTATION MARK;6d6 SINGLE RIGHT-POINTING ANGLE QUOTATION MARK;6d7 REFERENCE MARK;6d8 DOUBLE EXCLAMATION MARK;6d9 INTERROBANG;6da OVERLINE;6db UNDERTIE;6dc CHARACTER TIE;6dd CARET INSERTION POINT;6de ASTERISM;6df HYPHEN BULLET;6dg FRACTION SLASH;6dh LEFT SQUARE BRACKET WITH QUILL;6di RIGHT SQUARE BRACKET WITH QUILL;6dj DOUBLE QUESTION MARK;6dk QUESTION EXCLAMATION MARK;6dl EXCLAMATION QUESTION MARK;6dm TIRONIAN SIGN ET;6dn REVERSED PILCROW SIGN;6do BLACK LEFTWARDS BULLET;6dp BLACK RIGHTWARDS BULLET;6dq LOW ASTERISK;6dr REVERSED SEMICOLON;6ds CLOSE UP;6dt TWO ASTERISKS ALIGNED VERTICALLY;6du COMMERCIAL MINUS SIGN;6dv SWUNG DASH;6dw INVERTED UNDERTIE;6dx FLOWER PUNCTUATION MARK;6dy THREE DOT PUNCTUATION;6dz QUADRUPLE PRIME;6e0 FOUR DOT PUNCTUATION;6e1 FIVE DOT PUNCTUATION;6e2 TWO DOT PUNCTUATION;6e3 FOUR DOT MARK;6e4 DOTTED CROSS;6e5 TRICOLON;6e6 VERTICAL FOUR DOTS;6e7 MEDIUM MATHEMATICAL SPACE;6e8 WORD JOINER;6e9 FUNCTION APPLICATION;6ea INVISIBLE TIMES;6eb INVISIBLE SEPARATOR;6ec INVISIBLE PLUS;6ee LEFT-TO-RIGHT ISOLATE;6ef RIGHT-TO-LEFT ISOLATE;6eg FIRST STRONG ISOLATE;6eh POP DIRECTIONAL ISOLATE;6ei INHIBIT SYMMETRIC SWAPPING;6ej ACTIVATE SYMMETRIC SWAPPING;6ek INHIBIT ARABIC FORM SHAPING;6el ACTIVATE ARABIC FORM SHAPING;6em NATIONAL DIGIT SHAPES;6en NOMINAL DIGIT SHAPES";
